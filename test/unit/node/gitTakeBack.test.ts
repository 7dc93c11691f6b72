import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommitFacts } from '../../../src/contracts/checkpoint';
import { createGitCli } from '../../../src/node/git/gitCli';
import { createGitFixture, ownChange, type GitFixture } from './gitFixture';

describe('taking a commit back', function () {
  this.timeout(20_000);
  const base = 'one\ntwo\nthree\nfour\nfive\n';
  let repository: GitFixture;
  beforeEach(async () => (repository = await createGitFixture({ 'a.txt': base, 'b.txt': 'b\n', 'gone.txt': 'g\n' })));
  afterEach(() => repository.remove());

  const port = () => createGitCli({ root: repository.root });
  /** Everything that git and the disk tell. */
  const everything = async () => [
    await repository.tree(),
    repository.index(),
    repository.git('status', '--porcelain'),
    repository.git('for-each-ref'),
    await repository.read('.git/HEAD'),
  ];
  const commit = async (paths: readonly string[], more: object = {}): Promise<CommitFacts> => ({
    ...(await port().commit({ message: 'Mine', paths, ...more })),
    subject: 'Mine',
  });
  const staysBecause = async (facts: CommitFacts, words: RegExp, how: 'uncommit' | 'recommit' = 'uncommit') => {
    const before = await everything();
    const result = await port()[how](facts);
    assert.equal(result.done, false);
    assert.match(result.why ?? '', words);
    assert.deepEqual(await everything(), before);
  };
  const change = async () => {
    await repository.write('a.txt', base.replace('two', 'TWO'));
    await repository.write('new dir/new ☃.txt', 'n\n');
    await rm(join(repository.root, 'gone.txt'));
    await repository.write('b.txt', 'staged\n');
    repository.git('add', 'b.txt');
    await repository.write('b.txt', 'staged, and more\n');
  };
  const changed = ['a.txt', 'new dir/new ☃.txt', 'gone.txt'];

  it('leaves everything as it was before it, and making it again as it was after it', async () => {
    await change();
    const before = await everything();
    const facts = await commit(changed);
    const after = await everything();
    for (let round = 0; round < 2; round++) {
      assert.deepEqual(await port().uncommit(facts), { done: true });
      assert.deepEqual(await everything(), before);
      assert.deepEqual(await port().recommit(facts), { done: true });
      assert.deepEqual(await everything(), after);
    }
    assert.equal(repository.git('rev-parse', 'HEAD').trim(), facts.hash);
  });

  it('removes a branch that it made, and makes it again', async () => {
    await change();
    const before = await everything();
    const facts = await commit(changed, { branch: 'feature/x' });
    const after = await everything();
    assert.deepEqual(await port().uncommit(facts), { done: true });
    assert.deepEqual(await everything(), before);
    assert.deepEqual(await port().recommit(facts), { done: true });
    assert.deepEqual(await everything(), after);
  });

  it('takes back several, newest first', async () => {
    await change();
    const before = await everything();
    const first = await commit(['a.txt'], { branch: 'feature' });
    const second = await commit(['gone.txt'], { branch: 'feature' });
    const after = await everything();
    await staysBecause(first, /no longer the newest commit of feature/);
    for (const facts of [second, first]) assert.deepEqual(await port().uncommit(facts), { done: true });
    assert.deepEqual(await everything(), before);
    await staysBecause(second, /was on feature, but|cannot be redone/, 'recommit');
    for (const facts of [first, second]) assert.deepEqual(await port().recommit(facts), { done: true });
    assert.deepEqual(await everything(), after);
  });

  it('leaves staged what the person had staged in a file of both, and what they have staged since', async () => {
    const before = base.replace('one', 'ONE');
    await repository.write('a.txt', before);
    repository.git('add', 'a.txt');
    await repository.write('a.txt', before.replace('five', 'FIVE'));
    const start = await everything();
    const facts = await commit(['a.txt'], { own: [ownChange('a.txt', before, before.replace('five', 'FIVE'))] });
    await repository.write('since.txt', 's\n');
    repository.git('add', 'since.txt');
    assert.deepEqual(await port().uncommit(facts), { done: true });
    assert.equal(repository.git('status', '--porcelain'), 'MM a.txt\nA  since.txt\n');
    assert.equal(repository.git('show', ':a.txt'), before);
    repository.git('rm', '-qf', 'since.txt');
    assert.deepEqual(await everything(), start);
  });

  it('takes back the first commit of a repository', async () => {
    await rm(join(repository.root, '.git'), { recursive: true });
    repository.git('init', '-q', '-b', 'main');
    repository.git('config', 'user.name', 'Tess Ter');
    repository.git('config', 'user.email', 'tess@example.com');
    await repository.write('staged.txt', 's\n');
    repository.git('add', 'staged.txt');
    const before = await everything();
    const facts = await commit(['a.txt', 'b.txt']);
    const after = await everything();
    assert.deepEqual(await port().uncommit(facts), { done: true });
    assert.deepEqual(await everything(), before);
    assert.deepEqual(await port().recommit(facts), { done: true });
    assert.deepEqual(await everything(), after);
  });

  it('stays when it was pushed', async () => {
    const remote = join(repository.root, '.git/a remote');
    execFileSync('git', ['init', '-q', '--bare', remote]);
    repository.git('remote', 'add', 'origin', remote);
    await change();
    const facts = await commit(changed);
    repository.git('push', '-q', 'origin', 'main');
    await staysBecause(facts, /has been pushed \(it is on origin\/main\)[\s\S]*git revert/);
  });

  it('stays when others follow, when another branch is out, and in the middle of a merge', async () => {
    await change();
    const facts = await commit(changed);
    repository.git('stash', '-q');
    repository.git('checkout', '-qb', 'elsewhere');
    await staysBecause(facts, /the repository is on elsewhere\./);
    repository.git('checkout', '-q', 'main');
    repository.git('checkout', '-q', '--detach');
    await staysBecause(facts, /the repository is on no branch\./);
    repository.git('checkout', '-q', 'main');
    await repository.write('.git/MERGE_HEAD', `${facts.hash}\n`);
    await staysBecause(facts, /merge is in progress[\s\S]*stay as they are/);
    await rm(join(repository.root, '.git/MERGE_HEAD'));
    await repository.write('later.txt', 'l\n');
    repository.commitAll('later');
    await staysBecause(facts, /no longer the newest commit of main/);
  });

  it('stays when it is a merge, or gone, or no commit', async () => {
    await change();
    const facts = await commit(changed);
    repository.git('stash', '-q');
    repository.git('checkout', '-qb', 'side', 'HEAD~1');
    repository.git('commit', '-q', '--allow-empty', '-m', 'side');
    repository.git('checkout', '-q', 'main');
    repository.git('merge', '-q', '--no-edit', 'side');
    await staysBecause({ ...facts, hash: repository.git('rev-parse', 'HEAD').trim() }, /is a merge/);
    await staysBecause({ ...facts, hash: 'f'.repeat(40) }, /no longer in the repository/);
    await staysBecause({ ...facts, hash: '--all' }, /no longer in the repository/);
  });

  it('cannot be made again once another was made', async () => {
    await change();
    const facts = await commit(changed);
    assert.deepEqual(await port().uncommit(facts), { done: true });
    await commit(['a.txt']);
    await staysBecause(facts, /main has newer commits/, 'recommit');
  });

  it('waits for the index, and leaves all as it is where that stays locked', async () => {
    await change();
    const facts = await commit(changed);
    await repository.write('.git/index.lock', '');
    const head = repository.git('rev-parse', 'HEAD');
    await staysBecause(facts, /index\.lock/);
    assert.equal(repository.git('rev-parse', 'HEAD'), head);
    await rm(join(repository.root, '.git/index.lock'));
    assert.deepEqual(await port().uncommit(facts), { done: true });
  });
});
