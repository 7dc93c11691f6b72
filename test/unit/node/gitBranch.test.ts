import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FluxError } from '../../../src/base/errors';
import { createGitCli } from '../../../src/node/git/gitCli';
import { createGitFixture, type GitFixture } from './gitFixture';

describe('a commit on a branch', function () {
  this.timeout(20_000);
  let repository: GitFixture;
  beforeEach(async () => {
    repository = await createGitFixture({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    await repository.write('a.txt', 'changed\n');
  });
  afterEach(() => repository.remove());

  const commit = (branch?: string) =>
    createGitCli({ root: repository.root }).commit({
      message: 'On a branch',
      paths: ['a.txt'],
      ...(branch !== undefined && { branch }),
    });
  const current = () => repository.git('symbolic-ref', '--short', 'HEAD').trim();
  const refuses = async (branch: string | undefined, words: RegExp) => {
    const before = [
      repository.git('for-each-ref'),
      repository.git('status', '--porcelain'),
      await repository.tree(),
      await repository.read('.git/HEAD'),
    ];
    await assert.rejects(commit(branch), (error) => {
      assert.ok(FluxError.is(error, 'bad_branch'), String(error));
      assert.match(error.message, words);
      return true;
    });
    assert.deepEqual(
      [
        repository.git('for-each-ref'),
        repository.git('status', '--porcelain'),
        await repository.tree(),
        await repository.read('.git/HEAD'),
      ],
      before,
    );
  };

  it('makes it where there is none', async () => {
    const main = repository.git('rev-parse', 'main');
    const done = await commit('feature/schön');
    assert.deepEqual(
      { ...done, hash: '' },
      { hash: '', paths: ['a.txt'], branch: 'feature/schön', previousBranch: 'main', madeBranch: true },
    );
    assert.equal(current(), 'feature/schön');
    assert.equal(repository.git('rev-parse', 'main'), main);
    assert.equal(repository.git('rev-parse', 'feature/schön~1'), main);
  });

  it('stays on it where that is the present one', async () => {
    const done = await commit('main');
    assert.deepEqual([done.branch, done.previousBranch, done.madeBranch], ['main', undefined, undefined]);
  });

  it('goes to one that exists with the same files, and to no other', async () => {
    repository.git('branch', 'same');
    const done = await commit('same');
    assert.deepEqual(
      [done.branch, done.previousBranch, done.madeBranch, current()],
      ['same', 'main', undefined, 'same'],
    );
    await repository.write('a.txt', 'changed again\n');
    await refuses('main', /“main” exists and differs/);
  });

  it('goes to no branch that another working tree uses', async () => {
    repository.git('worktree', 'add', '-q', join(repository.root, '.git/other tree'), '-b', 'theirs');
    await refuses('theirs', /in use in another working tree/);
  });

  it('refuses wrong names', async () => {
    for (const name of ['', ' ', 'a b', '-x', 'HEAD', '@{-1}', 'a..b', 'a.lock', '/a', 'a~1', 'main/below'])
      await refuses(name, /Nothing was committed\. Name another branch/);
  });

  it('goes back, and removes what it made, when the commit fails', async () => {
    await repository.hook('pre-commit', 'git symbolic-ref --short HEAD > .git/saw; exit 1');
    const before = [repository.git('for-each-ref'), repository.git('status', '--porcelain')];
    await assert.rejects(commit('feature'), (error) => FluxError.is(error, 'hook_refused'));
    assert.equal(await repository.read('.git/saw'), 'feature\n');
    assert.equal(current(), 'main');
    assert.deepEqual([repository.git('for-each-ref'), repository.git('status', '--porcelain')], before);
  });

  it('commits on no detached HEAD, but on a branch made there', async () => {
    repository.git('checkout', '-q', '--detach');
    await refuses(undefined, /detached HEAD[\s\S]*Name a branch/);
    const done = await commit('rescue');
    assert.deepEqual([done.branch, done.previousBranch, done.madeBranch], ['rescue', undefined, true]);
    const port = createGitCli({ root: repository.root });
    const tree = await repository.tree();
    assert.deepEqual(await port.uncommit({ ...done, subject: 'On a branch' }), { done: true });
    assert.throws(current);
    assert.equal(repository.git('rev-parse', 'HEAD'), repository.git('rev-parse', 'main'));
    assert.equal(repository.git('branch', '--list', 'rescue'), '');
    assert.deepEqual(await repository.tree(), tree);
  });

  it('names the first branch of an empty repository', async () => {
    await rm(join(repository.root, '.git'), { recursive: true });
    repository.git('init', '-q', '-b', 'main');
    repository.git('config', 'user.name', 'Tess Ter');
    repository.git('config', 'user.email', 'tess@example.com');
    const done = await commit('begin');
    assert.deepEqual([done.branch, done.previousBranch, done.madeBranch], ['begin', 'main', true]);
    assert.equal(repository.git('for-each-ref', '--format=%(refname)').trim(), 'refs/heads/begin');
    assert.deepEqual(await createGitCli({ root: repository.root }).uncommit({ ...done, subject: 'x' }), { done: true });
    assert.equal(current(), 'main');
    assert.equal(repository.git('for-each-ref'), '');
    assert.deepEqual(await createGitCli({ root: repository.root }).recommit({ ...done, subject: 'x' }), { done: true });
    assert.equal(current(), 'begin');
    assert.equal(repository.git('rev-parse', 'HEAD').trim(), done.hash);
  });
});
