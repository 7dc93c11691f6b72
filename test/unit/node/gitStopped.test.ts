import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, realpath, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelledError, FluxError } from '../../../src/base/errors';
import { createGitCli } from '../../../src/node/git/gitCli';
import { until } from '../../harness/until.mjs';

describe('git that is busy or is stopped', function () {
  this.timeout(20_000);
  if (process.platform === 'win32') return;
  let root: string;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: root,
      env: { ...env, GIT_CONFIG_NOSYSTEM: '1', GIT_EDITOR: 'true' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const write = (name: string, text: string) => writeFile(join(root, name), text);
  const hook = async (name: string, script: string) => {
    await write(`.git/hooks/${name}`, `#!/bin/sh\n${script}\n`);
    await chmod(join(root, `.git/hooks/${name}`), 0o755);
  };
  const isAlive = (pid: number) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  const locks = () => ['index.lock', 'HEAD.lock'].filter((name) => existsSync(join(root, '.git', name)));

  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'flux-git-')));
    git('init', '-q', '-b', 'main');
    git('config', 'user.name', 'Tess Ter');
    git('config', 'user.email', 'tess@example.com');
    for (const text of ['1', '2', '3']) {
      await write(`${text}.txt`, `${text}\n`);
      git('add', '-A');
      git('commit', '-qm', text);
    }
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  describe('commits nothing while something else is in progress', () => {
    const refused = async (words: RegExp, path: string) => {
      const head = git('rev-parse', 'HEAD');
      const status = git('status', '--porcelain');
      await assert.rejects(
        createGitCli({ root }).commit({ message: 'm', paths: [path] }),
        (error) => FluxError.is(error, 'git_busy') && words.test(error.message),
      );
      assert.equal(git('rev-parse', 'HEAD'), head);
      assert.equal(git('status', '--porcelain'), status);
    };

    it('a rebase, into which git would put the commit', async () => {
      execFileSync('git', ['rebase', '-q', '-i', 'HEAD~2'], {
        cwd: root,
        env: { ...env, GIT_SEQUENCE_EDITOR: "sed -i.bak '1s/pick/edit/'" },
        stdio: 'ignore',
      });
      await write('1.txt', 'changed\n');
      await refused(/A rebase is in progress.*git rebase --continue.*git rebase --abort/, '1.txt');
      git('checkout', '--', '1.txt');
      git('rebase', '--abort');
      await write('1.txt', 'changed\n');
      assert.deepEqual((await createGitCli({ root }).commit({ message: 'm', paths: ['1.txt'] })).paths, ['1.txt']);
    });

    it('a cherry-pick, a revert, and one of several that waits between two', async () => {
      git('checkout', '-qb', 'other', 'HEAD~1');
      await write('3.txt', 'other\n');
      git('add', '-A');
      git('commit', '-qm', 'other 3');
      git('checkout', '-q', 'main');
      assert.throws(() => git('cherry-pick', 'other'));
      await write('1.txt', 'changed\n');
      await refused(/A cherry-pick is in progress/, '1.txt');
      git('cherry-pick', '--abort');

      await write('3.txt', 'and more\n');
      git('commit', '-qam', 'more');
      assert.throws(() => git('revert', '--no-edit', 'HEAD~1'));
      await write('1.txt', 'changed\n');
      await refused(/A revert is in progress/, '1.txt');
      git('revert', '--abort');

      await write('1.txt', 'changed\n');
      // The second would overwrite the person's change.
      assert.throws(() => git('revert', '--no-edit', 'HEAD~2', 'HEAD~3'));
      await refused(/A revert is in progress/, '1.txt');
    });
  });

  describe('a commit that is stopped', () => {
    it('ends its hook and what that has started, and leaves everything as it was', async () => {
      await hook('pre-commit', 'sleep 60 & echo $! > .git/child; wait');
      await write('1.txt', 'changed\n');
      await write('new.txt', 'new\n');
      const [head, status] = [git('rev-parse', 'HEAD'), git('status', '--porcelain')];
      const stop = new AbortController();
      const committing = createGitCli({ root }).commit({
        message: 'm',
        paths: ['1.txt', 'new.txt'],
        signal: stop.signal,
      });
      const child = join(root, '.git/child');
      await until('the hook runs', () => existsSync(child) && readFileSync(child, 'utf8').endsWith('\n'));
      stop.abort();
      await assert.rejects(committing, CancelledError);
      await until("the hook's child has ended", () => !isAlive(Number(readFileSync(child, 'utf8'))));
      assert.deepEqual(locks(), []);
      assert.equal(git('rev-parse', 'HEAD'), head);
      assert.equal(git('status', '--porcelain'), status);
    });

    it('leaves no lock even where git has to be killed', async () => {
      // A stopped process hears no polite request.
      await hook('pre-commit', 'touch .git/began; kill -STOP $PPID; sleep 60');
      await write('1.txt', 'changed\n');
      const stop = new AbortController();
      const committing = createGitCli({ root }).commit({ message: 'm', paths: ['1.txt'], signal: stop.signal });
      await until('the hook runs', () => existsSync(join(root, '.git/began')));
      stop.abort();
      await assert.rejects(committing, CancelledError);
      assert.deepEqual(locks(), []);
      await rm(join(root, '.git/hooks/pre-commit'));
      assert.deepEqual((await createGitCli({ root }).commit({ message: 'm', paths: ['1.txt'] })).paths, ['1.txt']);
    });

    it("leaves a lock alone that is another's", async () => {
      await write('1.txt', 'changed\n');
      await write('.git/index.lock', '');
      const stop = new AbortController();
      const committing = createGitCli({ root }).commit({ message: 'm', paths: ['1.txt'], signal: stop.signal });
      setTimeout(() => stop.abort(), 20);
      await assert.rejects(committing);
      assert.deepEqual(locks(), ['index.lock']);
    });

    it('is told as made where it was', async () => {
      await hook('post-commit', 'touch .git/began; sleep 60');
      await write('1.txt', 'changed\n');
      await write('new.txt', 'new\n');
      await write('2.txt', 'staged by the person\n');
      git('add', '2.txt');
      const stop = new AbortController();
      const committing = createGitCli({ root }).commit({
        message: 'Made',
        paths: ['1.txt', 'new.txt'],
        signal: stop.signal,
      });
      await until('the hook runs', () => existsSync(join(root, '.git/began')));
      stop.abort();
      assert.deepEqual(await committing, {
        hash: git('rev-parse', 'HEAD').trim(),
        paths: ['1.txt', 'new.txt'],
        branch: 'main',
      });
      assert.equal(git('log', '-1', '--format=%s').trim(), 'Made');
      assert.equal(git('status', '--porcelain'), 'M  2.txt\n');
      assert.deepEqual(locks(), []);
    });

    it('is not begun where the signal has fired', async () => {
      await write('1.txt', 'changed\n');
      await assert.rejects(
        createGitCli({ root }).commit({ message: 'm', paths: ['1.txt'], signal: AbortSignal.abort() }),
        CancelledError,
      );
      assert.equal(git('log', '-1', '--format=%s').trim(), '3');
    });
  });

  it('no longer waits for a git that hangs', async () => {
    await write('.git/hang.sh', '#!/bin/sh\ntouch .git/began\nsleep 30\n');
    await chmod(join(root, '.git/hang.sh'), 0o755);
    git('config', 'core.fsmonitor', join(root, '.git/hang.sh'));
    const port = createGitCli({ root });
    for (const ask of [(signal: AbortSignal) => port.state(signal), (signal: AbortSignal) => port.diff({ signal })]) {
      await rm(join(root, '.git/began'), { force: true });
      const stop = new AbortController();
      const asking = ask(stop.signal);
      await until('git hangs', () => existsSync(join(root, '.git/began')));
      const from = Date.now();
      stop.abort();
      await assert.rejects(asking, CancelledError);
      assert.ok(Date.now() - from < 25_000, 'it hangs for 30 s');
    }
    git('config', '--unset', 'core.fsmonitor');
  });

  it('sees a change of the same size made in the second of the commit, beside a new file', async () => {
    const second = new Date('2024-05-06T07:08:09Z');
    git('config', 'core.trustctime', 'false');
    await write('a.txt', 'one\n');
    await utimes(join(root, 'a.txt'), second, second);
    git('add', 'a.txt');
    git('commit', '-qm', 'one');
    await write('a.txt', 'two\n');
    await utimes(join(root, 'a.txt'), second, second);
    await utimes(join(root, '.git/index'), second, second);
    await write('untracked.txt', 'x\n');
    const diff = await createGitCli({ root }).diff({});
    assert.match(diff, /^-one\n\+two$/m);
    assert.match(diff, /^\+x$/m);
  });
});
