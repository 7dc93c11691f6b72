import assert from 'node:assert/strict';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';

const edit = (id: string, path: string) => ({ id, title: `Edit ${path}`, tool: 'edit_file', input: { path } });
const verify = { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] };
const planOf = (...steps: object[]) => JSON.stringify({ summary: 'change it', steps, verify: 'tests' });
const block = (path: string) => `${path}\n<<<<<<< SEARCH\nlet x = 1;\n=======\nlet x = 2;\n>>>>>>> REPLACE`;

describe('the limit of a run', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'src/a.js': 'let x = 1;\n', 'src/b.js': 'let x = 1;\n' });
    core.place.overrides['tests.baselineSeconds'] = 0;
  });
  afterEach(() => core.stop());

  const start = () => core.flux.start({ goal: 'set x to 2 in both files', approve: 'now' }, { origin: 'api' });
  const settled = (id: string) => core.flux.whenSettled(id);
  const used = ({ budget }: SessionSnapshot) => budget?.usedTokens ?? 0;
  /** Tokens of a first request, and of a run without a limit. */
  async function measure(): Promise<{ plan: number; whole: number }> {
    core.model.script(answersByPurpose({ plan: [plan], bind: [block('src/a.js'), block('src/b.js')] }));
    const done = await settled((await start()).id);
    assert.equal(done.state, 'complete');
    const [first] = core.model.requestsFor('plan');
    assert.equal(used(done), done.tokens.prompt + done.tokens.completion);
    for (const path of ['src/a.js', 'src/b.js']) core.place.texts.set(path, 'let x = 1;\n');
    return { plan: first!.promptTokens, whole: used(done) };
  }
  const plan = planOf(edit('a', 'src/a.js'), { ...edit('b', 'src/b.js'), dependsOn: ['a'] }, verify);

  it('is asked for before the call that would pass it, and the run continues once it is raised', async () => {
    const { plan: first } = await measure();
    const before = core.asked.length;
    core.place.overrides['budget.maxTokensPerRun'] = Math.floor(first / 2);
    core.model.script(answersByPurpose({ plan: [plan], bind: [block('src/a.js'), block('src/b.js')] }));
    const waits = await start();
    assert.equal(waits.state, 'planning');
    assert.equal(core.asked.length, before, 'nothing was asked of the model');
    const [gate] = waits.gates;
    assert.deepEqual([gate?.kind, gate?.choices?.map(({ id }) => id)], ['budget', ['raise', 'finish', 'stop']]);
    assert.match(
      gate?.text ?? '',
      /would pass the limit of this run: 0 of [\d.k]+ tokens are used, and the call needs/,
    );
    await core.flux.answer(waits.id, gate!.id, 'raise');
    const done = await settled(waits.id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.ok(used(done) <= done.budget!.maxTokens);
  });

  it('finishes with what is there: what needs the model is skipped, what verifies runs', async () => {
    const { whole, plan: first } = await measure();
    core.place.overrides['budget.maxTokensPerRun'] = whole - Math.floor((whole - first) / 4);
    core.model.script(answersByPurpose({ plan: [plan], bind: [block('src/a.js'), block('src/b.js')] }));
    const waits = await settled((await start()).id);
    assert.equal(waits.gates[0]?.kind, 'budget');
    assert.ok(used(waits) <= waits.budget!.maxTokens);
    const asked = core.asked.length;
    await core.flux.answer(waits.id, waits.gates[0]!.id, 'Finish with what is there');
    const done = await settled(waits.id);
    assert.deepEqual(
      done.plan?.steps.map(({ id, status }) => `${id} ${status}`),
      ['a done', 'b skipped', 'tests done'],
    );
    assert.equal(done.state, 'complete', done.error?.message);
    assert.equal(core.asked.length, asked, 'the model was not asked again');
    assert.equal(core.place.texts.get('src/b.js'), 'let x = 1;\n');
  });

  it('stops where the person says so, and an unclear answer asks again', async () => {
    core.place.overrides['budget.maxTokensPerRun'] = 10;
    core.model.script(answersByPurpose({ plan: [plan] }));
    const waits = await start();
    await assert.rejects(core.flux.answer(waits.id, waits.gates[0]!.id, 'hm'), { reason: 'unclear_answer' });
    await assert.rejects(core.flux.answer(waits.id, waits.gates[0]!.id, 'yes'), { reason: 'unclear_answer' });
    await core.flux.answer(waits.id, waits.gates[0]!.id, 'stop');
    assert.equal((await settled(waits.id)).state, 'cancelled');
    assert.equal(core.asked.length, 0);
  });

  it('is raised by an amount of the person’s choice, which answers the question', async () => {
    core.place.overrides['budget.maxTokensPerRun'] = 10;
    core.model.script(answersByPurpose({ plan: [plan], bind: [block('src/a.js'), block('src/b.js')] }));
    const { id } = await start();
    await assert.rejects(core.flux.raiseBudget(id, {}), { reason: 'bad_budget' });
    await assert.rejects(core.flux.raiseBudget(id, { tokens: -5 }), { reason: 'bad_budget' });
    await assert.rejects(core.flux.raiseBudget(id, { costUsd: 1 }), { reason: 'no_limit' });
    const still = await core.flux.raiseBudget(id, { tokens: 1 });
    assert.equal(still.budget?.maxTokens, 11);
    const again = await settled(id);
    assert.equal(again.gates[0]?.kind, 'budget', 'too little: it asks again');
    await core.flux.raiseBudget(id, { tokens: 1_000_000 });
    const done = await settled(id);
    assert.deepEqual([done.state, done.budget?.maxTokens], ['complete', 1_000_011]);
    await assert.rejects(core.flux.raiseBudget(id, { tokens: 1 }), { reason: 'ended' });
  });

  it('counts anew for the next goal of a session, and survives what is no number', async () => {
    core.place.overrides['budget.maxTokensPerRun'] = Number.NaN;
    core.model.script(answersByPurpose({ plan: [plan], bind: [block('src/a.js'), block('src/b.js')] }));
    const done = await settled((await start()).id);
    assert.equal(done.budget?.maxTokens, 0);
    core.place.overrides['budget.maxTokensPerRun'] = 1_000_000;
    for (const path of ['src/a.js', 'src/b.js']) core.place.texts.set(path, 'let x = 1;\n');
    core.model.script(answersByPurpose({ plan: [plan], bind: [block('src/a.js'), block('src/b.js')] }));
    const next = await core.flux.start({ goal: 'again', approve: 'now', continueSession: done.id }, { origin: 'api' });
    const ended = await settled(next.id);
    assert.equal(ended.budget?.maxTokens, 1_000_000);
    assert.ok(used(ended) < ended.tokens.prompt + ended.tokens.completion);
  });
});
