import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { isCancelled } from '../../../src/base/errors';
import { firstFolder, workspaceFolders } from '../../../src/editor/workspace/folder';
import { createVscodeGit } from '../../../src/editor/git/git';
import { openGitRepository } from '../../../src/editor/git/gitExtension';
import { absolute, bytesOf, put, removeAll, root, until, uriOf } from './workspace';

const git = createVscodeGit({ folders: workspaceFolders });
const run = (...args: string[]) =>
  execFileSync('git', args, { cwd: firstFolder(root).uri.fsPath, encoding: 'utf8' }).trim();

describe('VscodeGit', () => {
  let start: string;
  before(async () => {
    start = run('rev-parse', 'HEAD');
    await until(
      'the git extension opens the repository',
      async () => (await openGitRepository(firstFolder(root).uri)) !== undefined,
    );
  });
  afterEach(async () => {
    run('reset', '--quiet', '--hard', start);
    run('clean', '-ffdqx');
    await removeAll('.git/hooks');
  });

  it('tells state and diff', async () => {
    await put('g/new.txt', 'new\n');
    await put('g/staged.txt', 'staged\n');
    run('add', 'g/staged.txt');
    await put('g/staged.txt', 'staged\nand more\n');
    const state = await git.state();
    assert.equal(state?.branch, 'main');
    assert.equal(state?.head, start);
    assert.deepEqual(state?.changes, [
      { path: 'g/new.txt', kind: 'untracked', staged: false },
      { path: 'g/staged.txt', kind: 'added', staged: true },
    ]);
    assert.match(await git.diff({}), /\+and more/);
    assert.match(await git.diff({ paths: ['g/new.txt'] }), /\+new/);
  });

  it('commits only the given paths, and leaves what the person writes and has staged', async () => {
    await put('g/one.txt', '1\n');
    await put('g/two.txt', '2\n');
    const repository = await openGitRepository(firstFolder(root).uri);
    assert.ok(repository);
    repository.inputBox.value = 'my own words';
    const first = await git.commit({ message: 'One', paths: ['g/one.txt'] });
    assert.deepEqual(first.paths, ['g/one.txt']);
    assert.equal(first.hash, run('rev-parse', 'HEAD'));
    assert.equal(repository.inputBox.value, 'my own words');
    assert.equal(run('status', '--porcelain'), '?? g/two.txt');

    await put('g/mine.txt', 'staged by the person\n');
    run('add', 'g/mine.txt');
    await put('g/mine.txt', 'and changed since\n');
    await put('g/one.txt', '11\n');
    const second = await git.commit({ message: 'Two', paths: ['g/one.txt', 'g/two.txt'] });
    assert.deepEqual([...second.paths].sort(), ['g/one.txt', 'g/two.txt']);
    assert.equal(run('status', '--porcelain'), 'AM g/mine.txt');
    assert.equal(run('show', ':g/mine.txt'), 'staged by the person');
    assert.equal(run('log', '-1', '--format=%s'), 'Two');
  });

  it("commits only the run's part of a file, and takes it back and makes it again without touching a file", async () => {
    const base = 'one\ntwo\nthree\nfour\n';
    await put('g/both.txt', base);
    await git.commit({ message: 'Add', paths: ['g/both.txt'] });
    const before = base.replace('one', 'ONE');
    const after = before.replace('four', 'FOUR');
    await put('g/both.txt', after);
    const parent = run('rev-parse', 'HEAD');
    const bytes = (text: string) => new TextEncoder().encode(text);
    for (const staged of [false, true]) {
      // With something staged the extension cannot make the commit.
      if (staged) await put('g/staged.txt', 's\n').then(() => run('add', 'g/staged.txt'));
      const status = run('status', '--porcelain');
      const done = await git.commit({
        message: `Part\n\n${'long '.repeat(20_000)}`,
        paths: ['g/both.txt'],
        branch: 'part',
        own: [{ path: 'g/both.txt', before: bytes(before), after: bytes(after) }],
      });
      assert.deepEqual(
        [done.paths, done.partly, done.branch, done.previousBranch, done.madeBranch],
        [['g/both.txt'], ['g/both.txt'], 'part', 'main', true],
      );
      assert.equal(`${run('show', 'HEAD:g/both.txt')}\n`, base.replace('four', 'FOUR'));
      assert.equal(await bytesOf('g/both.txt'), after);
      assert.match(run('diff', 'g/both.txt'), /\+ONE/);
      const facts = { ...done, subject: 'Part' };
      assert.deepEqual(await git.uncommit(facts), { done: true });
      assert.deepEqual(
        [
          run('rev-parse', 'HEAD'),
          run('status', '--porcelain'),
          run('branch', '--list', 'part'),
          await bytesOf('g/both.txt'),
        ],
        [parent, status, '', after],
      );
      assert.deepEqual(await git.recommit(facts), { done: true });
      assert.deepEqual([run('rev-parse', 'part'), run('branch', '--show-current')], [done.hash, 'part']);
      await until(
        'the editor has noticed',
        async () => (await openGitRepository(firstFolder(root).uri))?.state.HEAD?.commit === done.hash,
      );
      assert.deepEqual(await git.uncommit(facts), { done: true });
    }
  });

  it('knows several folders, of one repository and of several, by their names', async () => {
    const folder = (name: string, index: number): vscode.WorkspaceFolder => ({ uri: uriOf(`w/${name}`), name, index });
    for (const name of ['web', 'api', 'own', 'plain']) await put(`w/${name}/first.txt`, 'first\n');
    execFileSync('git', ['init', '-q', '-b', 'trunk', absolute('w/own')]);
    const inOwn = (...args: string[]) =>
      execFileSync('git', ['-C', absolute('w/own'), ...args], { encoding: 'utf8' }).trim();
    inOwn('config', 'user.name', 'Sample Person');
    inOwn('config', 'user.email', 'sample@example.com');
    await put('.gitignore', 'w/own/\n');
    const several = createVscodeGit({ folders: () => ['web', 'api', 'own'].map(folder) });
    assert.deepEqual(
      (await several.state())?.changes.map(({ path, kind }) => `${path} ${kind}`),
      ['api/first.txt untracked', 'own/first.txt untracked', 'web/first.txt untracked'],
    );
    assert.deepEqual((await several.diff({})).match(/^\+\+\+ .*$/gm), [
      '+++ b/web/first.txt',
      '+++ b/api/first.txt',
      '+++ b/own/first.txt',
    ]);
    assert.deepEqual((await several.diff({ paths: ['api', 'own/first.txt'] })).match(/^\+\+\+ .*$/gm), [
      '+++ b/api/first.txt',
      '+++ b/own/first.txt',
    ]);

    await assert.rejects(several.commit({ message: 'Both', paths: ['web/first.txt', 'own/first.txt'] }), {
      reason: 'bad_paths',
      message: /different repositories \(web, own\)/,
    });
    await assert.rejects(several.commit({ message: 'None', paths: ['nowhere/first.txt'] }), {
      reason: 'outside_workspace',
    });
    const shared = await several.commit({ message: 'Shared', paths: ['web/first.txt', 'api'] });
    assert.deepEqual(
      [[...shared.paths].sort(), shared.branch, shared.hash],
      [['api/first.txt', 'web/first.txt'], 'main', run('rev-parse', 'HEAD')],
    );
    const own = await several.commit({ message: 'Own', paths: ['own/first.txt'] });
    assert.deepEqual([own.paths, own.branch, own.hash], [['own/first.txt'], 'trunk', inOwn('rev-parse', 'HEAD')]);
    assert.deepEqual((await several.recent(2)).map(({ subject, paths }) => [subject, [...paths].sort()]).sort(), [
      ['Own', ['own/first.txt']],
      ['Shared', ['api/first.txt', 'web/first.txt']],
    ]);
    assert.equal(run('status', '--porcelain', '--untracked-files=all'), '?? .gitignore\n?? w/plain/first.txt');

    await put('w/api/first.txt', 'person\nfirst\nrun\n');
    const bytes = (text: string) => new TextEncoder().encode(text);
    const part = await several.commit({
      message: 'Part',
      paths: ['api/first.txt'],
      own: [{ path: 'api/first.txt', before: bytes('person\nfirst\n'), after: bytes('person\nfirst\nrun\n') }],
    });
    assert.deepEqual(part.partly, ['api/first.txt']);
    assert.equal(run('show', 'HEAD:w/api/first.txt'), 'first\nrun');
    for (const facts of [
      { ...part, subject: 'Part' },
      { ...own, subject: 'Own' },
      { ...shared, subject: 'Shared' },
    ])
      assert.deepEqual(await several.uncommit(facts), { done: true });
    assert.equal(run('rev-parse', 'HEAD'), start);
    assert.throws(() => inOwn('rev-parse', '--verify', '--quiet', 'HEAD'));

    const part2 = createVscodeGit({ folders: () => [folder('web', 0)] });
    assert.deepEqual(
      (await part2.state())?.changes.map(({ path }) => path),
      ['first.txt'],
    );
    assert.deepEqual((await part2.commit({ message: 'Below the root', paths: ['first.txt'] })).paths, ['first.txt']);
    assert.equal(run('show', '--name-only', '--format=', 'HEAD'), 'w/web/first.txt');
  });

  it('commits a deletion', async () => {
    await put('g/gone.txt', 'x\n');
    await git.commit({ message: 'Add', paths: ['g/gone.txt'] });
    await removeAll('g/gone.txt');
    assert.deepEqual((await git.commit({ message: 'Remove', paths: ['g/gone.txt'] })).paths, ['g/gone.txt']);
    assert.equal(run('status', '--porcelain'), '');
  });

  it('never pushes, even where the person has the editor push after each commit', async () => {
    const remote = await mkdtemp(join(tmpdir(), 'flux-remote-'));
    execFileSync('git', ['init', '--quiet', '--bare', remote]);
    run('remote', 'add', 'origin', remote);
    run('push', '--quiet', '--set-upstream', 'origin', 'main');
    const configuration = vscode.workspace.getConfiguration('git');
    await configuration.update('postCommitCommand', 'push', vscode.ConfigurationTarget.Global);
    try {
      await put('g/local.txt', 'x\n');
      await git.commit({ message: 'Local', paths: ['g/local.txt'] });
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.equal(execFileSync('git', ['rev-parse', 'main'], { cwd: remote, encoding: 'utf8' }).trim(), start);
    } finally {
      await configuration.update('postCommitCommand', undefined, vscode.ConfigurationTarget.Global);
      run('remote', 'remove', 'origin');
    }
  });

  it('tells what a hook said, and stages nothing then', async () => {
    await put('.git/hooks/pre-commit', '#!/bin/sh\necho "no lint, no commit" >&2\nexit 1\n');
    await chmod(absolute('.git/hooks/pre-commit'), 0o755);
    await put('g/hooked.txt', 'x\n');
    await assert.rejects(
      git.commit({ message: 'Hooked', paths: ['g/hooked.txt'] }),
      (error: { reason?: string; message: string }) =>
        error.reason === 'hook_refused' && error.message.includes('no lint, no commit'),
    );
    assert.equal(run('status', '--porcelain'), '?? g/');
    assert.equal(run('rev-parse', 'HEAD'), start);
  });

  it('commits nothing into a rebase of the person, and does not go on with it', async () => {
    await put('g/one.txt', '1\n');
    await git.commit({ message: 'One', paths: ['g/one.txt'] });
    await put('g/two.txt', '2\n');
    await git.commit({ message: 'Two', paths: ['g/two.txt'] });
    execFileSync('git', ['rebase', '-q', '-i', 'HEAD~2'], {
      cwd: firstFolder(root).uri.fsPath,
      env: { ...process.env, GIT_SEQUENCE_EDITOR: "sed -i.bak '1s/pick/edit/'" },
      stdio: 'ignore',
    });
    try {
      await put('g/one.txt', '11\n');
      const head = run('rev-parse', 'HEAD');
      for (const refresh of [false, true]) {
        // Whether the editor has noticed the rebase or not.
        if (refresh) await (await openGitRepository(firstFolder(root).uri))?.status();
        await assert.rejects(git.commit({ message: 'Mine', paths: ['g/one.txt'] }), { reason: 'git_busy' });
        assert.equal(run('rev-parse', 'HEAD'), head);
        assert.match(run('status'), /rebase in progress/);
      }
    } finally {
      run('checkout', '--', 'g/one.txt');
      run('rebase', '--abort');
      await (await openGitRepository(firstFolder(root).uri))?.status();
    }
  });

  it('waits for the end of a commit that cannot be stopped, and tells whether it was made', async () => {
    await put('g/file.txt', 'x\n');
    for (const [code, made] of [
      [0, true],
      [1, false],
    ] as const) {
      await put('.git/hooks/pre-commit', `#!/bin/sh\ntouch .git/began\nsleep 1\nexit ${code}\n`);
      await chmod(absolute('.git/hooks/pre-commit'), 0o755);
      const stop = new AbortController();
      const committing = git.commit({ message: 'Slow', paths: ['g/file.txt'], signal: stop.signal });
      await until('the hook runs', () => existsSync(absolute('.git/began')));
      stop.abort();
      if (made) assert.equal((await committing).hash, run('rev-parse', 'HEAD'));
      else await assert.rejects(committing, isCancelled);
      assert.equal(run('log', '-1', '--format=%s') === 'Slow', made);
      assert.equal(run('status', '--porcelain'), made ? '' : '?? g/');
      run('reset', '--quiet', '--hard', start);
      await removeAll('.git/began');
      await put('g/file.txt', 'x\n');
    }
    await assert.rejects(
      git.commit({ message: 'Late', paths: ['g/file.txt'], signal: AbortSignal.abort() }),
      isCancelled,
    );
    await assert.rejects(git.state(AbortSignal.abort()), isCancelled);
  });

  it('says who is missing and what is not there', async () => {
    await put('g/file.txt', 'x\n');
    run('config', '--unset', 'user.name');
    run('config', '--unset', 'user.email');
    run('config', 'user.useConfigOnly', 'true');
    try {
      await assert.rejects(git.commit({ message: 'Nobody', paths: ['g/file.txt'] }), { reason: 'no_identity' });
    } finally {
      run('config', 'user.name', 'Sample Person');
      run('config', 'user.email', 'sample@example.com');
    }
    await assert.rejects(git.commit({ message: 'Nothing', paths: ['g/other.txt'] }), { reason: 'nothing_to_commit' });
  });
});
