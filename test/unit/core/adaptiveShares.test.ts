import assert from 'node:assert/strict';
import type { StorePort } from '../../../src/contracts/store';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { calledFor, planned, putPast } from './pastSession';
import { startCore, type Core } from './startCore';

const plan = JSON.stringify({
  summary: 'change it',
  steps: [{ id: 'a', title: 'Fix the rounding', tool: 'edit_file', input: { path: 'src/a.js' } }],
});

describe('shares by what steps took before', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'src/a.js': 'let x = 1;\n' });
    core.place.overrides['budget.strategy'] = 'adaptive';
  });
  afterEach(() => core.stop());

  async function share(calls?: Partial<StorePort>): Promise<number> {
    core.model.script(answersByPurpose({ plan: [plan] }));
    const flux = calls ? core.another(process.pid, calls) : core.flux;
    const { budget, plan: proposed } = await flux.start({ goal: 'round it well' }, { origin: 'api' });
    const step = budget!.steps[proposed!.steps[0]!.id]!;
    assert.equal(step.intent, 'transform');
    return step.allotted;
  }
  const past = (...tokens: number[]) =>
    putPast(
      core.store,
      `past of ${tokens.length}`,
      'goal',
      tokens.map((each, at) => calledFor(`s${at}`, 'transform', each - 10, 10)),
    );

  it('are the settings’ where there is no history, and hardly moved by one step that went astray', async () => {
    const plain = await share();
    assert.ok(plain > 400 && plain < 2000, `${plain}`);
    await past(1_000_000);
    const moved = await share();
    assert.ok(moved > plain && moved <= 2.5 * plain, `${plain} to ${moved}`);
  });

  it('come near to what most such steps took, and other intents say nothing', async () => {
    const plain = await share();
    await putPast(core.store, 'other', 'goal', [calledFor('s', 'generate', 90_000), calledFor('t', 'validate', 1)]);
    assert.equal(await share(), plain);
    await past(...Array.from({ length: 59 }, () => 3_000), 1_000_000);
    const moved = await share();
    assert.ok(moved > 2_700 && moved < 3_100, `${moved}`);
    core.place.overrides['budget.strategy'] = 'proportional';
    assert.equal(await share(), plain);
  });

  it('are the settings’ where the history cannot be read, and the log says so', async () => {
    const told: string[] = [];
    core.place.log.warn = (line) => void told.push(line);
    const plain = await share();
    await past(1_000_000);
    assert.equal(await share({ stepTokens: () => Promise.reject(new Error('disk')) }), plain);
    assert.equal(told.length, 1);
    assert.match(told[0]!, /settings alone .*disk/);
  });

  it('add up the calls of a step, newest steps first, and pass over what took nothing', async () => {
    await putPast(core.store, 'p', 'goal', [
      planned(['one', 'edit_file'], ['two', 'edit_file'], ['three', 'edit_file']),
      calledFor('one', 'transform', 100, 5),
      calledFor('two', 'transform', 0),
      calledFor('one', 'transform', 20),
      calledFor('three', 'transform', 7),
    ]);
    assert.deepEqual(await core.store.stepTokens('transform'), [7, 125]);
    assert.deepEqual(await core.store.stepTokens('send'), []);
    await core.store.remove('p');
    assert.deepEqual(await core.store.stepTokens('transform'), [7, 125], 'numbers outlive their session');
  });
});
