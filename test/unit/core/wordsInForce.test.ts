import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import type { ScriptedRequest } from '../../model/scriptedModel';
import { answersByPurpose } from '../../model/scriptedModel';
import type { Said } from '../../../src/contracts/said';
import { quoteWords, wordsInForce } from '../../../src/core/steer/wordsInForce';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';

const go = JSON.stringify({ action: 'wait_for_more_tasks', reasoning: 'It fits.' });
const plan = (...steps: object[]) => JSON.stringify({ summary: 'a colour', steps });
const command = (id: string, more: object = { input: { command: `echo ${id}` } }) => ({
  id,
  title: `Run ${id}`,
  tool: 'run_command',
  ...more,
});
const write = {
  id: 'write',
  title: 'Write the colour',
  tool: 'write_file',
  input: { path: 'colour.txt' },
  instruction: 'write grey',
};
const holds = (request: ScriptedRequest | undefined, text: string) =>
  (request?.messages ?? []).filter(({ content }) => content.includes(text)).length;

describe('words in force', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  let opened: Map<string, () => void>;
  let arrived: (id: string) => Promise<void>;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'a.txt': 'a\n' });
    core.place.overrides['tests.baselineSeconds'] = 0;
    opened = new Map();
    const waiting = new Map<string, () => void>();
    arrived = (id) => (opened.has(id) ? Promise.resolve() : new Promise((resolve) => waiting.set(id, resolve)));
    core.place.commandWaits = (line) =>
      new Promise((resolve) => {
        const id = line.replace('echo ', '');
        opened.set(id, resolve);
        waiting.get(id)?.();
      });
  });
  afterEach(() => core.stop());

  const of = (purpose: string) => core.model.requests.filter((request) => request.purpose === purpose);

  it('go along with the binding after the decision that heard them', async () => {
    core.model.script(
      answersByPurpose({ plan: [plan(command('slow'), write)], decide: [go], bind: ['```\ngreen\n```'] }),
    );
    const { id } = await core.flux.start({ goal: 'write a colour', approve: 'now' }, { origin: 'api' });
    await arrived('slow');
    await core.flux.feedback(id, 'make it green');
    opened.get('slow')?.();
    assert.equal((await core.flux.whenSettled(id)).state, 'complete');
    assert.equal(holds(of('decide')[0], 'make it green'), 1);
    assert.equal(holds(of('bind')[0], 'make it green'), 1, 'quoted once');
    assert.match(of('bind')[0]!.messages.at(-1)!.content, /counts over the goal and your step[\s\S]*- make it green/);
  });

  it('stay after the window has gone, and end with the goal', async () => {
    core.model.script(
      answersByPurpose({ plan: [plan(command('slow'), write)], decide: [go, go, go], bind: ['```\ngreen\n```'] }),
    );
    const gone = core.another(spawnSync(process.execPath, ['-e', '']).pid);
    const { id } = await gone.start({ goal: 'write a colour', approve: 'now' }, { origin: 'api' });
    await arrived('slow');
    await gone.feedback(id, 'make it green');
    await gone.shutDown();
    const next = core.another();
    opened.delete('slow');
    await next.resume(id);
    const asked = (await next.session(id)).gates.find(({ kind }) => kind === 'question');
    if (asked) await next.answer(id, asked.id, 'Run it again');
    await arrived('slow');
    opened.get('slow')?.();
    assert.equal((await next.whenSettled(id)).state, 'complete');
    assert.equal(holds(of('bind')[0], 'make it green'), 1);

    core.model.script(answersByPurpose({ plan: [plan({ ...write, id: 'again' })], bind: ['```\nblue\n```'] }));
    const bound = of('bind').length;
    await next.start({ goal: 'write another colour', continueSession: id, approve: 'now' }, { origin: 'api' });
    const end = await next.whenSettled(id);
    assert.deepEqual(wordsInForce(end), []);
    assert.equal(holds(of('bind')[bound], 'make it green'), 0);
    assert.doesNotMatch(
      of('plan').at(-1)!.messages.at(-1)!.content,
      /The person has said/,
      'only as what was said before',
    );
    await next.shutDown();
  });

  it('hold what asked for another plan, and answers', async () => {
    core.model.script(
      answersByPurpose({
        plan: [
          JSON.stringify({ summary: 'Which?', steps: [], questions: ['Which colour?'] }),
          plan(write),
          plan(write),
          plan(write),
        ],
        bind: ['```\ngreen\n```'],
      }),
    );
    const { id } = await core.flux.start({ goal: 'write a colour' }, { origin: 'api' });
    const [question] = (await core.flux.session(id)).gates;
    await core.flux.answer(id, question!.id, 'the colour of grass');
    await core.flux.whenSettled(id);
    await core.flux.revise(id, 'in capitals');
    await settledPlan(id);
    await core.flux.feedback(id, 'without a line end');
    await settledPlan(id);
    await core.flux.approve(id);
    assert.equal((await core.flux.whenSettled(id)).state, 'complete');
    const binding = of('bind')[0];
    for (const word of ['the colour of grass', 'in capitals', 'without a line end'])
      assert.equal(holds(binding, word), 1, word);
    const text = binding!.messages.at(-1)!.content;
    assert.ok(
      text.indexOf('grass') < text.indexOf('capitals') && text.indexOf('capitals') < text.indexOf('line end'),
      'in their order',
    );
  });

  async function settledPlan(id: string): Promise<void> {
    while ((await core.flux.session(id)).state === 'planning') await new Promise((resolve) => setTimeout(resolve, 5));
  }

  it('leave out what was done at once, and what was typed for a program', () => {
    const session = {
      said: [
        { kind: 'remark', text: 'pause', at: 1, effect: 'Paused.' },
        { kind: 'remark', text: 'X reports on planning: …', at: 2, by: 'role', carried: 'request' },
        { kind: 'remark', text: 'green', at: 3, carried: 'request' },
        { kind: 'answer', text: 'secret', at: 4, question: 'Password:', step: 'login' },
      ] satisfies Said[],
    };
    assert.deepEqual(
      wordsInForce(session).map(({ text }) => text),
      ['green'],
    );
  });

  it('cost little however much was said: the newest and the new whole, older ones short (property)', () => {
    const words = fc.array(fc.record({ text: fc.string({ minLength: 1, maxLength: 3_000 }), isNew: fc.boolean() }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(words, (list) => {
        const said = quoteWords(list.map((word, at) => ({ ...word, at })));
        const whole = list.filter(({ isNew }, index) => isNew || index === list.length - 1);
        let from = 0;
        for (const { text } of whole) {
          from = said.indexOf(text, from);
          assert.ok(from >= 0);
        }
        assert.ok(said.length <= whole.reduce((sum, { text }) => sum + text.length + 3, 0) + 2_200);
      }),
    );
  });
});
