import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FluxError } from '../../../src/base/errors';
import { createGitCli } from '../../../src/node/git/gitCli';

describe('gitCli', function () {
  this.timeout(20_000);
  let base: string;
  let root: string;
  const saved: Record<string, string | undefined> = {};
  const setEnv = (name: string, value: string | undefined) => {
    if (!(name in saved)) saved[name] = process.env[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };

  beforeEach(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'flux git ☃-')));
    root = join(base, 'repo');
    await mkdir(root);
    await writeFile(
      join(base, 'gitconfig'),
      '[user]\n name = Tess Ter\n email = tess@example.com\n[diff]\n noprefix = true\n[color]\n ui = ' +
        'always\n[init]\n defaultBranch = main\n',
    );
    setEnv('GIT_CONFIG_GLOBAL', join(base, 'gitconfig'));
    setEnv('GIT_CONFIG_NOSYSTEM', '1');
    setEnv('HOME', base);
    for (const name of ['GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL', 'EMAIL'])
      setEnv(name, undefined);
    for (const [name, value] of Object.entries({
      EDITOR: 'false',
      PAGER: 'false',
      GIT_EDITOR: 'false',
      GIT_DIR: '/nowhere',
      GITHUB_X: 'y',
    }))
      setEnv(name, value);
  });
  afterEach(async () => {
    for (const [name, value] of Object.entries(saved)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
      delete saved[name];
    }
    await rm(base, { recursive: true, force: true });
  });

  const git = (...args: string[]) => {
    const { GIT_DIR: _, ...env } = process.env;
    return execFileSync('git', ['-c', 'color.ui=never', '-c', 'core.quotePath=false', ...args], {
      cwd: root,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };
  const write = async (name: string, text: string) => {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  };
  const start = async (files: Record<string, string> = { 'a.txt': 'one\ntwo\n', 'b.txt': 'b\n', 'c.txt': 'c\n' }) => {
    git('init', '-q');
    for (const [name, text] of Object.entries(files)) await write(name, text);
    git('add', '-A');
    git('commit', '-qm', 'first');
  };
  const reason = (expected: string, words: RegExp) => (error: unknown) => {
    assert.ok(FluxError.is(error, expected), `expected ${expected}, got ${String(error)}`);
    assert.match(error.message, words);
    return true;
  };

  it('has no state outside of a repository, and says so when more is wanted', async () => {
    const port = createGitCli({ root });
    assert.equal(await port.state(), undefined);
    await assert.rejects(port.diff({}), reason('no_repository', /git init/));
    await assert.rejects(port.commit({ message: 'm', paths: ['x'] }), reason('no_repository', /git init/));
  });

  it('tells branch, head and every kind of change', async () => {
    await start({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'long enough to be found again\n', 'd.txt': 'd\n' });
    await write('a.txt', 'changed\n');
    git('rm', '-q', 'b.txt');
    git('mv', 'c.txt', 'e.txt');
    await rm(join(root, 'd.txt'));
    await write('new dir/ünï ☃ "q".txt', 'x\n');
    await write('staged.txt', 'x\n');
    git('add', 'staged.txt');
    const state = await createGitCli({ root }).state();
    assert.equal(state?.branch, 'main');
    assert.equal(state?.head, git('rev-parse', 'HEAD').trim());
    const changes = Object.fromEntries(
      state?.changes.map(({ path, kind, staged }) => [path, `${kind}${staged ? ' staged' : ''}`]) ?? [],
    );
    assert.deepEqual(changes, {
      'a.txt': 'modified',
      'b.txt': 'deleted staged',
      'e.txt': 'renamed staged',
      'd.txt': 'deleted',
      'new dir/ünï ☃ "q".txt': 'untracked',
      'staged.txt': 'added staged',
    });
  });

  it('shows new files as additions and leaves the index alone', async () => {
    await start();
    await write('a.txt', 'one\nTWO\n');
    await write('new file ☃.txt', 'fresh\n');
    const before = git('status', '--porcelain');
    const port = createGitCli({ root });
    const diff = await port.diff({});
    assert.match(diff, /^diff --git a\/a\.txt b\/a\.txt$/m);
    assert.match(diff, /^-two\n\+TWO$/m);
    assert.match(diff, /^new file mode 100644$/m);
    assert.match(diff, /^\+\+\+ "?b\/new file ☃\.txt"?\t?$/m);
    assert.match(diff, /^\+fresh$/m);
    assert.doesNotMatch(await port.diff({ paths: ['a.txt'] }), /fresh/);
    assert.match(await port.diff({ paths: ['new file ☃.txt'] }), /^\+fresh$/m);
    assert.equal(await port.diff({ staged: true }), '');
    git('add', 'a.txt');
    assert.match(await port.diff({ staged: true }), /TWO/);
    assert.equal(git('status', '--porcelain'), before.replace(' M a.txt', 'M  a.txt'));
    git('commit', '-qm', 'second');
    assert.match(await port.diff({ revision: 'HEAD~1' }), /\+TWO/);
    assert.match(await port.diff({ revision: 'HEAD~1..HEAD' }), /\+TWO/);
    await assert.rejects(port.diff({ revision: 'no-such-thing' }), reason('git_failed', /does not know this revision/));
    await assert.rejects(port.diff({ revision: '--output=/tmp/x' }), reason('git_failed', /not a revision/));
  });

  it('works before the first commit', async () => {
    git('init', '-q');
    await write('a.txt', 'a\n');
    await write('b.txt', 'b\n');
    git('add', 'b.txt');
    const port = createGitCli({ root });
    const state = await port.state();
    assert.equal(state?.head, undefined);
    assert.equal(state?.branch, 'main');
    assert.match(await port.diff({}), /\+a\n[\s\S]*\+b/);
    const done = await port.commit({ message: 'begin', paths: ['a.txt'] });
    assert.deepEqual(done.paths, ['a.txt']);
    assert.equal(git('status', '--porcelain'), 'A  b.txt\n');
  });

  it('commits exactly the named paths and leaves what else is staged as it is', async () => {
    await start();
    // b is staged in part: the index holds a text that is neither the commit's nor the disk's.
    await write('b.txt', 'b staged\n');
    git('add', 'b.txt');
    await write('b.txt', 'b staged\nb not staged\n');
    await write('added.txt', 'added\n');
    git('add', 'added.txt');
    git('rm', '-q', '--cached', 'c.txt');
    const index = () => git('ls-files', '--stage', '--', 'b.txt', 'added.txt', 'c.txt');
    const before = index();
    await write('a.txt', 'one\nTWO\n');
    await write('dir with space/ünï ☃ [x].txt', 'new\n');
    const done = await createGitCli({ root }).commit({
      message: 'Only mine\n\n# not a comment\nbody',
      paths: ['a.txt', 'dir with space/ünï ☃ [x].txt'],
    });
    assert.equal(done.hash, git('rev-parse', 'HEAD').trim());
    assert.deepEqual(done.paths, ['a.txt', 'dir with space/ünï ☃ [x].txt']);
    assert.equal(git('log', '-1', '--format=%B').trim(), 'Only mine\n\n# not a comment\nbody');
    assert.equal(index(), before);
    assert.equal(git('show', 'HEAD:b.txt'), 'b\n');
    assert.equal(git('status', '--porcelain'), 'A  added.txt\nMM b.txt\nD  c.txt\n?? c.txt\n');
  });

  it('commits deletions, staged or not, and renames with their source', async () => {
    await start({
      'gone.txt': 'x\n',
      'staged-gone.txt': 'y\n',
      'old.txt': 'a text that is long enough\n',
      'stays.txt': 's\n',
    });
    await rm(join(root, 'gone.txt'));
    git('rm', '-q', 'staged-gone.txt');
    git('mv', 'old.txt', 'new.txt');
    const done = await createGitCli({ root }).commit({
      message: 'tidy',
      paths: ['gone.txt', 'staged-gone.txt', 'new.txt'],
    });
    assert.deepEqual([...done.paths].sort(), ['gone.txt', 'new.txt', 'old.txt', 'staged-gone.txt']);
    assert.equal(git('status', '--porcelain'), '');
    assert.equal(git('ls-files'), 'new.txt\nstays.txt\n');
  });

  it('commits a whole new folder but nothing that is ignored, and takes no path for a pattern', async () => {
    await start({ '.gitignore': '*.log\n', 'a.txt': 'a\n', '*.txt': 'star\n' });
    await write('lib/one.js', '1\n');
    await write('lib/two.log', '2\n');
    await write('a.txt', 'changed\n');
    await write('*.txt', 'star changed\n');
    const port = createGitCli({ root });
    assert.deepEqual((await port.commit({ message: 'm', paths: ['lib', '*.txt'] })).paths, ['*.txt', 'lib/one.js']);
    assert.equal(git('status', '--porcelain'), ' M a.txt\n');
    await assert.rejects(
      port.commit({ message: 'm', paths: ['lib/two.log', 'nowhere.txt'] }),
      reason('nothing_to_commit', /no change/),
    );
  });

  it("knows a folder below the repository's root by its own paths", async () => {
    await start({ 'top.txt': 't\n', 'packages/p/x.txt': 'x\n' });
    await write('top.txt', 'changed\n');
    await write('packages/p/x.txt', 'changed\n');
    await write('packages/p/new.txt', 'new\n');
    const port = createGitCli({ root: join(root, 'packages/p') });
    assert.deepEqual(
      (await port.state())?.changes.map(({ path }) => path),
      ['x.txt', 'new.txt'],
    );
    assert.match(await port.diff({}), /^diff --git a\/new\.txt b\/new\.txt$/m);
    assert.doesNotMatch(await port.diff({}), /top\.txt/);
    assert.deepEqual((await port.commit({ message: 'm', paths: ['x.txt', 'new.txt'] })).paths, ['new.txt', 'x.txt']);
    assert.equal(git('status', '--porcelain'), ' M top.txt\n');
  });

  it('says how to tell git who commits, and leaves everything as it was', async () => {
    await start();
    await writeFile(join(base, 'gitconfig'), '[user]\n useConfigOnly = true\n');
    await write('new.txt', 'n\n');
    await assert.rejects(
      createGitCli({ root }).commit({ message: 'm', paths: ['new.txt'] }),
      reason('no_identity', /user\.name[\s\S]*user\.email/),
    );
    assert.equal(git('status', '--porcelain'), '?? new.txt\n');
    await writeFile(join(base, 'gitconfig'), '');
    await assert
      .rejects(createGitCli({ root }).commit({ message: 'm', paths: ['new.txt'] }), (error) =>
        FluxError.is(error, 'no_identity'),
      )
      .catch((error: unknown) => {
        // Some machines' host names are good enough for git to make up an address.
        if (!/Missing expected rejection/.test(String(error))) throw error;
      });
  });

  it('runs hooks and gives their words when they refuse', async () => {
    await start();
    const hook = join(root, '.git/hooks/pre-commit');
    await writeFile(hook, '#!/bin/sh\necho "\\033[31mlint:\\033[0m 2 problems in a.txt" >&2\nexit 1\n');
    await chmod(hook, 0o755);
    await write('a.txt', 'changed\n');
    await write('new.txt', 'n\n');
    const before = git('status', '--porcelain');
    const port = createGitCli({ root });
    await assert.rejects(
      port.commit({ message: 'm', paths: ['a.txt', 'new.txt'] }),
      reason('hook_refused', /refused the commit[\s\S]*lint: 2 problems in a\.txt/),
    );
    assert.equal(git('status', '--porcelain'), before);
    await rename(hook, join(root, '.git/hooks/commit-msg'));
    await assert.rejects(port.commit({ message: 'm', paths: ['a.txt'] }), reason('hook_refused', /lint/));
    await writeFile(join(root, '.git/hooks/commit-msg'), '#!/bin/sh\necho "checked" >> "$1"\n');
    await port.commit({ message: 'm', paths: ['a.txt'] });
    assert.match(git('log', '-1', '--format=%B'), /checked/);
  });

  it('explains a merge under way and a lock', async () => {
    await start();
    git('checkout', '-qb', 'other');
    await write('a.txt', 'theirs\n');
    git('commit', '-qam', 'theirs');
    git('checkout', '-q', 'main');
    await write('a.txt', 'ours\n');
    git('commit', '-qam', 'ours');
    assert.throws(() => git('merge', 'other'));
    await write('b.txt', 'changed\n');
    const port = createGitCli({ root });
    assert.equal((await port.state())?.changes.find(({ path }) => path === 'a.txt')?.kind, 'conflict');
    await assert.rejects(
      port.commit({ message: 'm', paths: ['b.txt'] }),
      reason('git_busy', /A merge is in progress.*nothing was committed.*git merge --abort/),
    );
    git('merge', '--abort');
    await write('b.txt', 'changed\n');
    await write('.git/index.lock', '');
    await assert.rejects(port.commit({ message: 'm', paths: ['b.txt'] }), reason('git_failed', /index\.lock/));
    await rm(join(root, '.git/index.lock'));
    await assert.rejects(port.commit({ message: '  ', paths: ['b.txt'] }), reason('git_failed', /needs a message/));
  });
});
