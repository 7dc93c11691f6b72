import assert from 'node:assert/strict';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { answersByPurpose, type Answer } from '../../model/scriptedModel';
import { until } from '../../harness/until.mjs';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';

const nothing = JSON.stringify({ summary: 's', steps: [], notes: ['there is nothing to do about it'] });

describe('answers that fail after they have begun', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'src/a.js': 'let x = 1;\n' });
    core.config.prices = { scripted: { input: 1, output: 10 } };
  });
  afterEach(() => core.stop());

  let repair: Answer;
  beforeEach(() => (repair = nothing));
  async function plan(...answers: Answer[]): Promise<SessionSnapshot> {
    core.model.script(answersByPurpose({ plan: answers, repair: () => repair }));
    await core.flux.start({ goal: 'set x to 2' }, { origin: 'api' }).catch(() => undefined);
    const [session] = await core.flux.sessions();
    return core.flux.whenSettled(session!.id);
  }
  /** What is charged agrees with itself, and with what the store's figures say. */
  async function isCharged({ budget, tokens, cost, modelCalls, id }: SessionSnapshot): Promise<void> {
    assert.equal(budget!.usedTokens, tokens.prompt + tokens.completion);
    const metrics = await core.store.metrics({ session: id });
    assert.deepEqual([metrics.tokens, metrics.modelCalls], [tokens, modelCalls]);
    assert.ok(Math.abs(metrics.cost - cost!) < 1e-9);
    assert.ok(Math.abs(cost! - (tokens.prompt + 10 * tokens.completion) / 1e6) < 1e-9);
  }
  const prompts = () => core.model.requestsFor('plan').map(({ promptTokens }) => promptTokens);

  it('are charged where a broken connection is tried again and works', async () => {
    const done = await plan({ text: 'x'.repeat(800), fault: 'cut' }, nothing);
    assert.deepEqual([done.state, done.modelCalls], ['complete', 2]);
    await isCharged(done);
    const [first = 0, second = 0] = prompts();
    const near = (first + second) / done.tokens.prompt;
    assert.ok(near > 0.8 && near < 1.25, `${done.tokens.prompt} for ${first} and ${second}`);
    assert.ok(done.tokens.completion > 50 + nothing.length / 4 - 20, `${done.tokens.completion}`);
  });

  it('are charged where every try breaks off', async () => {
    const cut = { text: 'x'.repeat(800), fault: 'cut' } as const;
    repair = cut;
    const failed = await plan(cut, cut, cut, cut);
    assert.equal(failed.error?.reason, 'model_cut');
    await isCharged(failed);
    const asked = core.model.requests.reduce((sum, { promptTokens }) => sum + promptTokens, 0);
    const near = asked / failed.tokens.prompt;
    assert.ok(near > 0.8 && near < 1.25, `${failed.tokens.prompt} for ${asked}`);
    assert.ok(failed.tokens.completion > 0);
  });

  it('are charged where they reach their limit, and where they are empty', async () => {
    const failed = await plan(
      { text: 'y'.repeat(4_000), finish: 'length' },
      { text: 'y'.repeat(4_000), finish: 'length' },
    );
    assert.equal(failed.tokens.completion >= 1_000, true);
    await isCharged(failed);
    const empty = await plan({ text: '', fault: 'empty' }, nothing);
    await isCharged(empty);
    assert.ok(empty.tokens.prompt > 0);
  });

  it('are charged where the person stops while they come', async () => {
    core.model.script(answersByPurpose({ plan: { text: 'z'.repeat(40_000), delayMs: 20, fault: 'endless' } }));
    const { flux } = core;
    const started = flux.start({ goal: 'set x to 2' }, { origin: 'api' }).catch(() => undefined);
    await until('the answer has begun', () => core.heard() > 0);
    const [session] = await flux.sessions();
    await flux.stop(session!.id);
    await started;
    const stopped = await flux.whenSettled(session!.id);
    assert.equal(stopped.state, 'cancelled');
    await isCharged(stopped);
    assert.ok(stopped.tokens.prompt > 0 && stopped.tokens.completion > 0, JSON.stringify(stopped.tokens));
  });

  it('cost nothing where nothing was answered at all', async () => {
    const failed = await plan({ text: '', fault: { kind: 'status', status: 400, times: Infinity } });
    assert.deepEqual([failed.state, failed.tokens.prompt, failed.budget!.usedTokens], ['failed', 0, 0]);
  });
});
