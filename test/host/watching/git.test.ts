import assert from 'node:assert/strict';
import { git, put } from '../flux';
import { useFlux } from '../useFlux';
import { proposed } from './proposed';

describe('watching git', function () {
  this.timeout(120_000);
  const flux = useFlux({ settings: { 'flux.watchers.quietMs': 200, 'flux.watchers.tests': 'off' } });

  it('offers to resolve the conflicts of a merge, until they are resolved', async () => {
    const branch = git('branch', '--show-current');
    git('checkout', '-q', '-b', 'theirs');
    put('src/clock.js', 'export const now = () => 1;\n');
    git('commit', '-qam', 'theirs');
    git('checkout', '-q', branch);
    put('src/clock.js', 'export const now = () => 2;\n');
    git('commit', '-qam', 'ours');
    assert.throws(() => git('merge', '-q', 'theirs'));
    const [proposal] = await proposed(flux.api, 'conflicts', 1);
    assert.equal(proposal?.title, '1 file with merge conflicts');
    assert.match(proposal.goal, /^Resolve the merge conflicts of the merge in src\/clock\.js:1\. /);
    assert.deepEqual(proposal.paths, ['src/clock.js']);
    git('merge', '--abort');
    await proposed(flux.api, 'conflicts', 0);
  });

  it('says what it does', async () => {
    const watcher = (await flux.api.watchers()).find(({ name }) => name === 'git');
    assert.equal(watcher?.detail, 'Suggests saving grown work, resolving conflicts and catching up. It never fetches.');
  });
});
