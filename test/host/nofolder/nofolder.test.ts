import assert from 'node:assert/strict';
import { answersByPurpose } from '../../model/scriptedModel';
import { connectModel, flux } from '../flux';

describe('no folder open', () => {
  it('refuses goals in a sentence and still answers the API', async () => {
    const api = await flux();
    const model = await connectModel(answersByPurpose({ route: '{"kind":"ask","confidence":0.9}' }));
    await assert.rejects(api.start({ goal: 'run the tests' }), { reason: 'no_folder', message: /No folder is open/ });
    assert.deepEqual(await api.sessions(), []);
    assert.equal((await api.route('mmm')).source, 'model');
    await model.stop();
  });
});
