import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleGit, type SimpleGitOptions } from 'simple-git';
import { until } from '../../harness/until.mjs';
import { createGitFixture, type GitFixture } from './gitFixture';

/**
 * Why not every git runs by simple-git (docs/decisions/0016-what-simple-git-runs.md). Where one of these fails, the
 * library has learned it, and the record is to be read again.
 */
describe('what simple-git cannot do', function () {
  this.timeout(20_000);
  if (process.platform === 'win32') return;
  let repo: GitFixture;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^GIT_|^(EDITOR|PAGER)$/.test(name)));
  const library = (options: Partial<SimpleGitOptions> = {}) => simpleGit({ baseDir: repo.root, ...options }).env(env);

  beforeEach(async () => {
    repo = await createGitFixture({ 'a.txt': 'one\n' });
  });
  afterEach(() => repo.remove());

  it('keep a variable of its own from hooks and filters', async () => {
    await repo.hook('pre-commit', 'env > .git/seen');
    repo.git('config', 'filter.seen.clean', 'env > .git/filtered; cat');
    await repo.write('.gitattributes', 'a.txt filter=seen\n');
    await repo.write('a.txt', 'two\n');
    for (const [allowAbbreviatedOptions, value] of [
      [false, 'true'],
      [true, 'false'],
    ] as const) {
      const git = library({ unsafe: { allowAbbreviatedOptions } });
      await git.raw(['add', '-A']);
      await git.raw(['commit', '-q', '--allow-empty', '-m', 'm']);
      for (const file of ['.git/seen', '.git/filtered'])
        assert.match(await repo.read(file), new RegExp(`^GIT_TEST_DISALLOW_ABBREVIATED_OPTIONS=${value}$`, 'm'), file);
      await repo.write('a.txt', 'three\n');
    }
  });

  it('end what a hook has started', async () => {
    await repo.hook('pre-commit', 'sleep 60 & echo $! > .git/child; wait');
    const stop = new AbortController();
    const committing = library({ abort: stop.signal }).raw(['commit', '-q', '--allow-empty', '-m', 'm']);
    const child = join(repo.root, '.git/child');
    await until('the hook runs', () => existsSync(child) && readFileSync(child, 'utf8').endsWith('\n'));
    const pid = Number(readFileSync(child, 'utf8'));
    stop.abort();
    await assert.rejects(committing);
    // Throws where there is no such process.
    process.kill(pid);
  });

  it('give the bytes that git prints, but for two of its commands', async () => {
    await repo.write('b.bin', Buffer.from([0xff, 0xfe, 0x00, 0x0a]));
    repo.commitAll('bytes');
    const printed: unknown = await library().raw(['cat-file', '--batch-all-objects', '--batch']);
    assert.equal(typeof printed, 'string');
    assert.ok(!Buffer.from(String(printed)).includes(Buffer.from([0xff, 0xfe])));
  });
});
