import assert from 'node:assert/strict';
import { answersByPurpose } from '../../../model/scriptedModel';
import { bundle } from '../../node/buildWorker';
import { startCore, type Core } from '../startCore';

const paths = ['src/cart.js', 'src/basket.js', 'src/till.js'];
const vague = (path: string) => ({
  id: path.slice(4, -3),
  title: `The ${path.slice(4, -3)}`,
  tool: 'edit_file',
  input: { path },
});
const planOf = (count: number) => JSON.stringify({ summary: 's', steps: paths.slice(0, count).map(vague) });
type Answers = Parameters<typeof answersByPurpose>[0];
const bind: Answers = {
  bind: ({ step }) => `<<<<<<< SEARCH\nlet x = 1;\n=======\nlet ${step} = 2;\n>>>>>>> REPLACE`,
};
const saysGenerate = JSON.stringify({
  steps: [1, 2, 3].map((n) => ({ n, intent: 'generate', confidence: 0.9, reason: 'it is new' })),
});

describe('steps of a run that patterns are unsure of', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  let warned: string[];

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, Object.fromEntries(paths.map((path) => [path, 'let x = 1;\n'])));
    core.place.overrides['decisions.mode'] = 'never';
    core.place.overrides['budget.maxTokensPerRun'] = 30_000;
    warned = [];
    core.place.log.warn = (line) => void warned.push(line);
  });
  afterEach(() => core.stop());

  async function run(count = 3, answers: Answers = { route: [saysGenerate] }) {
    for (const path of paths) core.place.texts.set(path, 'let x = 1;\n');
    core.model.script(answersByPurpose({ plan: [planOf(count)], ...bind, ...answers }));
    const before = core.model.requestsFor('route').length;
    const { id } = await core.flux.start({ goal: 'an empty cart is fine', approve: 'now' }, { origin: 'api' });
    const done = await core.flux.whenSettled(id);
    assert.equal(done.state, 'complete', done.error?.message);
    return {
      done,
      intents: Object.values(done.budget!.steps).map(({ intent }) => intent),
      asked: core.model.requestsFor('route').length - before,
    };
  }

  it('are asked about in one call, which counts against the limit, and are known from then on', async () => {
    const { done, intents, asked } = await run();
    assert.deepEqual([intents, asked], [['generate', 'generate', 'generate'], 1]);
    const [request] = core.model.requestsFor('route');
    assert.match(request!.text, /"n":3,"tool":"edit_file","title":"The till"/);
    assert.equal(done.budget!.usedTokens, done.tokens.prompt + done.tokens.completion);
    assert.equal(done.modelCalls, 5);
    const again = await run();
    assert.deepEqual([again.intents, again.asked], [intents, 0]);
    assert.deepEqual(warned, []);
  });

  it('keep the guess where asking would cost more than it saves', async () => {
    const one = await run(1);
    assert.deepEqual([one.intents, one.asked], [['transform'], 0], 'a single one');
    core.place.overrides['budget.maxTokensPerRun'] = 0;
    assert.equal((await run()).asked, 0, 'no limit');
    core.place.overrides['budget.maxTokensPerRun'] = 400_000;
    assert.equal((await run()).asked, 0, 'plenty is left for all');
    core.place.overrides['budget.maxTokensPerRun'] = 12_000;
    assert.equal((await run()).asked, 0, 'a twentieth of what is left');
    core.place.overrides['budget.maxTokensPerRun'] = 30_000;
    core.place.overrides['budget.intents.generate'] = 800;
    core.place.overrides['budget.intents.enrich'] = 800;
    assert.equal((await run()).asked, 0, 'all the same');
  });

  for (const [what, route] of [
    ['nonsense', ['I would rather not.']],
    ['an error', [{ text: '', fault: { status: 400 } }]],
  ] as const)
    it(`keep the guess where the answer is ${what}: the run goes on, and the log says so once`, async () => {
      const { done, intents, asked } = await run(3, { route } as never);
      assert.deepEqual([intents, asked], [['transform', 'transform', 'transform'], 1]);
      assert.equal(warned.length, 1, warned.join('\n'));
      assert.match(warned[0]!, /^Some steps keep the intent that patterns guess/);
      assert.deepEqual(done.gates, []);
    });

  it('keep the guess while something that the person said is not heard, and it leads to another plan', async () => {
    const answers: Answers = {
      plan: async () => {
        if (core.model.requestsFor('plan').length > 1) return planOf(1);
        const [session] = await core.flux.sessions();
        await core.flux.feedback(session!.id, 'only the cart, please');
        return planOf(3);
      },
    };
    core.model.script(answersByPurpose({ ...bind, route: [saysGenerate], ...answers }));
    const { id } = await core.flux.start({ goal: 'an empty cart is fine', approve: 'now' }, { origin: 'api' });
    const done = await core.flux.whenSettled(id);
    assert.deepEqual([done.state, done.plan?.steps.length], ['complete', 1]);
    assert.equal(core.model.requestsFor('route').length, 0);
    assert.match(core.model.requestsFor('plan')[1]!.text, /only the cart, please/);
  });
});
