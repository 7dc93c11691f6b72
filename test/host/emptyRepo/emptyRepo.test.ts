import assert from 'node:assert/strict';
import { flux, git } from '../flux';

describe('a repository without a commit', () => {
  it('makes the first one', async () => {
    const api = await flux();
    const changed = await api.whenSettled((await api.start({ goal: 'what changed' })).id);
    assert.equal(changed.state, 'complete', changed.error?.message);
    const saved = await api.whenSettled((await api.start({ goal: 'save my work', approve: 'now' })).id);
    assert.equal(saved.state, 'complete', saved.error?.message);
    assert.equal(git('rev-list', '--count', 'HEAD'), '1');
    assert.equal(git('status', '--porcelain'), '');
  });
});
