import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { hashBytes } from '../../../src/node/store/hashBytes';
import { watchFolder } from '../../../src/node/tree/watchTree';

const never = new AbortController().signal;

describe('a watched tree whose files git was told not to look at', function () {
  this.timeout(120_000);
  let root: string;
  let kept: Map<string, Buffer>;

  const begin = async () => {
    root = await mkdtemp(join(tmpdir(), 'flux flags-'));
    kept = new Map();
  };
  beforeEach(begin);
  afterEach(() => rm(root, { recursive: true, force: true }));

  const put = (list: readonly Uint8Array[]) =>
    Promise.resolve(list.map((bytes) => (kept.set(hashBytes(bytes), Buffer.from(bytes)), hashBytes(bytes))));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const write = async (path: string, content: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content, 'latin1');
  };
  const read = (path: string) => readFile(join(root, path), 'latin1').catch(() => null);
  const init = async (files: Record<string, string>, settings: readonly string[] = []) => {
    git('init', '-q', '-b', 'main');
    for (const setting of settings) git('config', ...setting.split('='));
    for (const [path, content] of Object.entries(files)) await write(path, content);
    git('add', '-A');
    git('commit', '-q', '-m', 'start');
  };
  const watch = async (work: () => Promise<unknown> | unknown) => {
    const watched = await watchFolder(root, put, never);
    await work();
    const { touched, unkept } = await watched.finish(() => false);
    const text = (key: string | null) => (key === null ? null : (kept.get(key)?.toString('latin1') ?? 'not kept'));
    return {
      told: Object.fromEntries(touched.map(({ path, before, after }) => [path, [text(before.key), text(after.key)]])),
      unkept,
    };
  };

  for (const flag of ['--skip-worktree', '--assume-unchanged']) {
    it(`${flag}: the person's own bytes are the former ones, not the committed ones`, async () => {
      await init({ 'config.json': 'committed\n', 'same.json': 'same\n', 'other.json': 'o\n', 'gone.json': 'g\n' });
      await write('config.json', 'my own\n');
      await rm(join(root, 'gone.json'));
      git('update-index', flag, 'config.json', 'same.json', 'gone.json');
      const { told, unkept } = await watch(async () => {
        await write('config.json', 'by the command\n');
        await write('same.json', 'changed\n');
        await write('gone.json', 'here again\n');
      });
      assert.deepEqual(told, {
        'config.json': ['my own\n', 'by the command\n'],
        'gone.json': [null, 'here again\n'],
        'same.json': ['same\n', 'changed\n'],
      });
      assert.deepEqual(unkept, []);
      assert.match(git('ls-files', '-v'), flag === '--skip-worktree' ? /^S config.json$/m : /^h config.json$/m);
    });
  }

  it('an idle command tells nothing, whatever the flags', async () => {
    await init({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    await write('a.txt', 'mine\n');
    git('update-index', '--skip-worktree', 'a.txt');
    git('update-index', '--assume-unchanged', 'b.txt');
    assert.deepEqual(await watch(() => undefined), { told: {}, unkept: [] });
  });

  it('a flag that the command itself sets hides nothing', async () => {
    await init({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const { told } = await watch(async () => {
      git('update-index', '--assume-unchanged', 'a.txt');
      git('update-index', '--skip-worktree', 'b.txt');
      await write('a.txt', 'changed\n');
      await rm(join(root, 'b.txt'));
    });
    assert.deepEqual(told, { 'a.txt': ['a\n', 'changed\n'], 'b.txt': ['b\n', null] });
  });

  for (const mode of ['--cone', '--no-cone']) {
    it(`a sparse checkout (${mode}): files outside are new when they come, and gone when they go`, async () => {
      await init({ 'in/a.txt': 'a\n', 'out/b.txt': 'b\n', 'out/deep/c.txt': 'c\n', 'top.txt': 't\n' });
      git('sparse-checkout', 'set', mode, 'in');
      assert.equal(await read('out/b.txt'), null);
      const came = await watch(async () => {
        await write('out/b.txt', 'b\n');
        await write('out/deep/c.txt', 'written\n');
      });
      assert.deepEqual(came, {
        told: { 'out/b.txt': [null, 'b\n'], 'out/deep/c.txt': [null, 'written\n'] },
        unkept: [],
      });
      const changed = await watch(() => write('out/b.txt', 'again\n'));
      assert.deepEqual(changed, { told: { 'out/b.txt': ['b\n', 'again\n'] }, unkept: [] });
      const gone = await watch(() => git('sparse-checkout', 'set', mode, 'out'));
      assert.deepEqual(gone.told['in/a.txt'], ['a\n', null]);
    });
  }

  it('settings and extensions of the index by which git trusts more than it has seen', async () => {
    await init({ 'a.txt': 'old\n', 'b.txt': 'old\n' }, [
      'core.checkStat=minimal',
      'core.trustctime=false',
      'core.ignoreStat=true',
      'core.untrackedCache=true',
      'core.splitIndex=true',
    ]);
    git('update-index', '--split-index', '--untracked-cache');
    const { atime, mtime } = await stat(join(root, 'a.txt'));
    const second = new Date(Math.floor(mtime.getTime() / 1000) * 1000);
    await utimes(join(root, 'a.txt'), atime, second);
    git('update-index', '--really-refresh');
    await write('a.txt', 'own\n');
    await utimes(join(root, 'a.txt'), atime, second);
    const { told } = await watch(async () => {
      await write('a.txt', 'new\n');
      await write('b.txt', 'new\n');
    });
    assert.deepEqual(told, { 'a.txt': ['own\n', 'new\n'], 'b.txt': ['old\n', 'new\n'] });
  });

  it('a file system monitor that says that nothing changed is not believed, nor started', async () => {
    await init({ 'a.txt': 'a\n' });
    await write('.git/monitor', `#!/bin/sh\ntouch "${root}/.git/started"\nprintf 'token\\0'\n`);
    execFileSync('chmod', ['+x', join(root, '.git/monitor')]);
    git('config', 'core.fsmonitor', '.git/monitor');
    git('update-index', '--fsmonitor');
    git('status');
    await write('a.txt', 'mine\n');
    await rm(join(root, '.git/started'), { force: true });
    assert.deepEqual((await watch(() => write('a.txt', 'changed\n'))).told, { 'a.txt': ['mine\n', 'changed\n'] });
    assert.equal(await read('.git/started'), null);
  });

  it('a hook for a changed index does not run', async () => {
    await init({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    await write('.git/hooks/post-index-change', `#!/bin/sh\ntouch "${root}/.git/started"\n`);
    execFileSync('chmod', ['+x', join(root, '.git/hooks/post-index-change')]);
    git('update-index', '--assume-unchanged', 'b.txt');
    await rm(join(root, '.git/started'), { force: true });
    await utimes(join(root, 'a.txt'), 1, 1);
    await watch(() => write('a.txt', 'changed\n'));
    assert.equal(await read('.git/started'), null);
  });

  it('filters, encodings and ident: what is converted alike is not taken for what was there', async () => {
    await init({
      '.gitattributes': '*.low filter=low\n*.id ident\n*.u16 working-tree-encoding=UTF-16\n*.lfs filter=lfs\n',
    });
    git('config', 'filter.low.clean', 'tr A-Z a-z');
    git('config', 'filter.low.smudge', 'cat');
    git(
      'config',
      'filter.lfs.clean',
      `sh -c 'f=$(mktemp); cat > $f; printf "version https://git-lfs.github.com/spec/v1\\noid sha256:%s\\nsize ` +
        `%s\\n" $(sha256sum < $f | cut -d" " -f1) $(wc -c < $f); mv $f "${root}/.git/lfs-$(sha256sum < $f | cut ` +
        `-d" " -f1)"'`,
    );
    git('config', 'filter.lfs.smudge', `sh -c 'cat "${root}/.git/lfs-$(sed -n "s/oid sha256://p")"'`);
    await write('x.low', 'MiXed\n');
    await write('x.id', '$Id: 0123456789012345678901234567890123456789 $\n');
    await write('x.u16', '\xff\xfeA\0\n\0');
    await write('big.lfs', 'large\n'.repeat(100));
    git('add', '-A');
    git('commit', '-q', '-m', 'converted');
    const { told, unkept } = await watch(async () => {
      for (const name of ['x.low', 'x.id', 'x.u16', 'big.lfs']) await write(name, 'new\n');
    });
    assert.deepEqual(told, {
      'big.lfs': ['large\n'.repeat(100), 'new\n'],
      'x.id': ['$Id: 0123456789012345678901234567890123456789 $\n', 'new\n'],
      'x.low': ['MiXed\n', 'new\n'],
      'x.u16': ['\xff\xfeA\0\n\0', 'new\n'],
    });
    assert.deepEqual(unkept, []);
  });

  it("line endings that are neither the repository's nor all converted are named, not guessed", async () => {
    await init({
      '.gitattributes': '* text=auto\n',
      'mixed.txt': 'a\r\nb\nc\r\n',
      'crlf.txt': 'a\r\nb\r\n',
      'lf.txt': 'a\nb\n',
    });
    const { told, unkept } = await watch(async () => {
      for (const name of ['mixed.txt', 'crlf.txt', 'lf.txt']) await write(name, 'new\n');
    });
    assert.deepEqual(told, { 'lf.txt': ['a\nb\n', 'new\n'] });
    assert.deepEqual(unkept, ['crlf.txt', 'mixed.txt']);
  });

  it('property: whatever the flags and whatever the command did, what is told to have been there was there', async () => {
    await rm(root, { recursive: true, force: true });
    const names = ['a.txt', 'b.txt', 'd/c.txt', 'd/e.low'];
    const texts = ['one\n', 'two\n', 'ONE\n', 'a\r\nb\n', 'a\nb\n', ''];
    const flag = fc.constantFrom('none', '--skip-worktree', '--assume-unchanged', '--intent-to-add');
    const file = fc.record({
      committed: fc.option(fc.constantFrom(...texts), { nil: null }),
      mine: fc.constantFrom<string | null | undefined>(undefined, null, ...texts),
      flag,
      becomes: fc.constantFrom<string | null | undefined>(undefined, null, ...texts),
    });
    const settings = fc.subarray([
      'core.checkStat=minimal',
      'core.trustctime=false',
      'core.ignoreStat=true',
      'core.autocrlf=true',
      'core.untrackedCache=true',
      'core.splitIndex=true',
      'core.fileMode=false',
    ]);
    const git2 = fc.constantFrom<readonly string[]>(
      [],
      ['add', '-A'],
      ['stash', '-u'],
      ['reset', '-q', '--hard'],
      ['sparse-checkout', 'set', '--no-cone', '/a.txt'],
      ['commit', '-qam', 'by the command'],
      ['checkout', '-q', '--orphan', 'other'],
      ['update-index', '--really-refresh'],
    );
    await fc.assert(
      fc.asyncProperty(fc.tuple(file, file, file, file), settings, git2, async (files, chosen, command) => {
        await begin();
        try {
          await init({ '.gitattributes': '*.low filter=low\n', keep: 'k\n' }, [
            ...chosen,
            'filter.low.clean=tr A-Z a-z',
            'filter.low.smudge=cat',
          ]);
          for (const [at, { committed }] of files.entries()) if (committed !== null) await write(names[at]!, committed);
          git('add', '-A');
          git('commit', '-q', '--allow-empty', '-m', 'files');
          for (const [at, { mine }] of files.entries()) {
            if (mine === null) await rm(join(root, names[at]!), { force: true });
            else if (mine !== undefined) await write(names[at]!, mine);
          }
          for (const [at, { committed, mine, flag }] of files.entries()) {
            const name = names[at]!;
            if (flag === '--intent-to-add') committed === null && typeof mine === 'string' && git('add', '-N', name);
            else if (flag !== 'none' && committed !== null) git('update-index', flag, name);
          }
          const former = await Promise.all(names.map(read));
          const { told, unkept } = await watch(async () => {
            for (const [at, { becomes }] of files.entries()) {
              if (becomes === null) await rm(join(root, names[at]!), { force: true });
              else if (becomes !== undefined) await write(names[at]!, becomes);
            }
            try {
              if (command.length > 0) git(...command);
            } catch {
              // One that git refuses has changed less.
            }
          });
          for (const [at, name] of names.entries()) {
            const [was, is] = [former[at], await read(name)];
            if (name in told) assert.deepEqual(told[name], [was, is], name);
            else
              assert.ok(
                was === is || unkept.includes(name),
                `${name} was ${JSON.stringify(was)}, is ${JSON.stringify(is)}, and is not told`,
              );
          }
        } finally {
          await rm(root, { recursive: true, force: true });
        }
      }),
      { numRuns: Number(process.env['FLUX_TEST_CASES'] ?? 12) },
    );
  });
});
