import assert from 'node:assert/strict';
import { answersByPurpose } from '../../model/scriptedModel';
import { connectModel, fixPlan, flux, root } from '../flux';
import { readTree } from '../tools/tree';

describe('undo in an untrusted workspace', () => {
  it('changes nothing and says how to go on', async () => {
    const api = await flux();
    const model = await connectModel(answersByPurpose({ plan: fixPlan }));
    const before = readTree(root());
    const proposed = await api.start({ goal: 'add email validation' });
    await assert.rejects(api.undo(proposed.id), { reason: 'running' });
    await api.reject(proposed.id);
    for (const action of ['undo', 'redo'] as const)
      await assert.rejects(api[action](proposed.id), { reason: 'untrusted', message: /Trust it/ });
    assert.deepEqual(readTree(root()), before);
    await model.stop();
  });
});
