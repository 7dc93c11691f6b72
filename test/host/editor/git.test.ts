import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { isCancelled } from '../../../src/base/errors';
import { requireFolder } from '../../../src/editor/folder';
import { createVscodeGit } from '../../../src/editor/git';
import { openGitRepository } from '../../../src/editor/gitExtension';
import { absolute, put, removeAll, root, until } from './workspace';

const git = createVscodeGit({ root });
const run = (...args: string[]) => execFileSync('git', args, { cwd: requireFolder(root).uri.fsPath, encoding: 'utf8' }).trim();

describe('VscodeGit', () => {
  let start: string;
  before(async () => {
    start = run('rev-parse', 'HEAD');
    await until('the git extension opens the repository', async () => (await openGitRepository(requireFolder(root).uri)) !== undefined);
  });
  afterEach(async () => {
    run('reset', '--quiet', '--hard', start);
    run('clean', '-fdq');
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
    const repository = await openGitRepository(requireFolder(root).uri);
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
    assert.deepEqual(second.paths.sort(), ['g/one.txt', 'g/two.txt']);
    assert.equal(run('status', '--porcelain'), 'AM g/mine.txt');
    assert.equal(run('show', ':g/mine.txt'), 'staged by the person');
    assert.equal(run('log', '-1', '--format=%s'), 'Two');
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
    await assert.rejects(git.commit({ message: 'Hooked', paths: ['g/hooked.txt'] }), (error: { reason?: string; message: string }) => error.reason === 'hook_refused' && error.message.includes('no lint, no commit'));
    assert.equal(run('status', '--porcelain'), '?? g/');
    assert.equal(run('rev-parse', 'HEAD'), start);
  });

  it('commits nothing into a rebase of the person, and does not go on with it', async () => {
    await put('g/one.txt', '1\n');
    await git.commit({ message: 'One', paths: ['g/one.txt'] });
    await put('g/two.txt', '2\n');
    await git.commit({ message: 'Two', paths: ['g/two.txt'] });
    execFileSync('git', ['rebase', '-q', '-i', 'HEAD~2'], { cwd: requireFolder(root).uri.fsPath, env: { ...process.env, GIT_SEQUENCE_EDITOR: "sed -i.bak '1s/pick/edit/'" }, stdio: 'ignore' });
    try {
      await put('g/one.txt', '11\n');
      const head = run('rev-parse', 'HEAD');
      for (const refresh of [false, true]) {
        // Whether the editor has noticed the rebase or not.
        if (refresh) await (await openGitRepository(requireFolder(root).uri))?.status();
        await assert.rejects(git.commit({ message: 'Mine', paths: ['g/one.txt'] }), { reason: 'git_busy' });
        assert.equal(run('rev-parse', 'HEAD'), head);
        assert.match(run('status'), /rebase in progress/);
      }
    } finally {
      run('checkout', '--', 'g/one.txt');
      run('rebase', '--abort');
      await (await openGitRepository(requireFolder(root).uri))?.status();
    }
  });

  it('waits for the end of a commit that cannot be stopped, and tells whether it was made', async () => {
    await put('g/file.txt', 'x\n');
    for (const [code, made] of [[0, true], [1, false]] as const) {
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
    await assert.rejects(git.commit({ message: 'Late', paths: ['g/file.txt'], signal: AbortSignal.abort() }), isCancelled);
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
