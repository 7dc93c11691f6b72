import assert from 'node:assert/strict';
import { FluxError } from '../../../src/base/errors';
import { createCutAnswers, isCutByLimit } from '../../../src/core/model/cutAnswers';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';

describe('models whose answers are cut', () => {
  it('are known after two of the last ten, each model by itself', () => {
    const cuts = createCutAnswers();
    cuts.note('m', true);
    assert.equal(cuts.isOften('m'), false, 'once may be chance');
    cuts.note('m', false);
    cuts.note('m', true);
    assert.deepEqual([cuts.isOften('m'), cuts.isOften('other')], [true, false]);
    for (let at = 0; at < 8; at++) cuts.note('m', false);
    assert.equal(cuts.isOften('m'), false, 'it has got better');
    for (let at = 0; at < 100; at++) cuts.note(`m${at}`, true);
    assert.equal(cuts.isOften('m0'), false);
  });

  it('are those that reach their limit, not those whose connection broke', () => {
    assert.equal(isCutByLimit(new FluxError('model_cut', '')), true);
    assert.equal(isCutByLimit(new FluxError('model_cut', '', { retryable: true })), false);
    assert.equal(isCutByLimit(new FluxError('model_failed', '')), false);
    assert.equal(isCutByLimit(new Error('x')), false);
  });

  describe('in planning', () => {
    let worker: { file: string; remove: () => Promise<void> };
    let core: Core;
    before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
    after(() => worker.remove());
    beforeEach(async () => (core = await startCore(worker.file, { 'src/a.js': 'let x = 1;\n' })));
    afterEach(() => core.stop());

    const plan = (answer: string | object) => {
      core.model.script(answersByPurpose({ plan: () => answer as string, repair: () => answer as string }));
      return core.flux.start({ goal: 'set x to 2' }, { origin: 'api' });
    };
    const nothing = JSON.stringify({ summary: 's', steps: [], notes: ['nothing to do'] });
    const line = 'Long answers of yours were cut off here: plan smaller steps';
    const lastPlan = () => core.model.requestsFor('plan').at(-1)!.text;

    it('get smaller steps, told in one line behind the goal, until they answer whole again', async () => {
      await plan(nothing);
      assert.ok(!lastPlan().includes(line));
      await assert.rejects(plan({ text: '{"summary":"a long', finish: 'length' }), { reason: 'model_cut' });
      await plan(nothing);
      const told = lastPlan();
      assert.ok(told.includes(line));
      assert.ok(told.indexOf(line) > told.indexOf('# Goal'));
      for (let at = 0; at < 10; at++) await plan(nothing);
      assert.ok(!lastPlan().includes(line));
    });

    it('are not taken for those whose connection broke', async () => {
      await assert.rejects(plan({ text: '{"summary":"a long', fault: 'cut' }), { reason: 'model_cut' });
      await plan(nothing);
      assert.ok(!lastPlan().includes(line));
    });
  });
});
