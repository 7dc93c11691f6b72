import assert from 'node:assert/strict';
import { readBranches } from '../../../src/node/git/gitBranches';
import { openRepository } from '../../../src/node/git/gitRepository';
import { createGitFixture, type GitFixture } from './gitFixture';

describe('branches to choose from', function () {
  this.timeout(20_000);
  let repository: GitFixture;
  beforeEach(async () => {
    repository = await createGitFixture({ 'a.txt': 'a\n' });
  });
  afterEach(() => repository.remove());
  const branches = async (limit = 200) => readBranches((await openRepository(repository.root)).git, limit);

  it('are the local ones, the newest first, and remote ones that are not here', async () => {
    repository.git('checkout', '-qb', 'feature/schön');
    await repository.write('a.txt', 'b\n');
    repository.git('-c', 'user.name=T', 'commit', '-qam', 'later', '--date=2099-01-01T00:00:00Z');
    repository.git('commit', '-q', '--amend', '--no-edit');
    repository.git('update-ref', 'refs/remotes/origin/main', 'main');
    repository.git('update-ref', 'refs/remotes/origin/other', 'main');
    repository.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    assert.deepEqual([...(await branches())].sort(), ['feature/schön', 'main', 'origin/other']);
    assert.equal((await branches(1)).length, 1);
  });

  it('are none in a repository without a commit', async () => {
    const empty = await createGitFixture();
    assert.deepEqual(await readBranches((await openRepository(empty.root)).git, 200), []);
    await empty.remove();
  });
});
