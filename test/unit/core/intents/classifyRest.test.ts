import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Classified } from '../../../../src/contracts/intent';
import type { StorePort } from '../../../../src/contracts/store';
import { CancelledError, isCancelled } from '../../../../src/base/errors';
import { classifyRest, type GuessedStep, type RestDeps } from '../../../../src/core/intents/classifyRest';
import type { StepToClassify } from '../../../../src/core/intents/classifyStep';
import { createOpenAiModel } from '../../../../src/node/model/openaiModel';
import { openStore } from '../../../../src/node/store/sqliteStore';
import { answersByPurpose, startScriptedModel, type ScriptedModel } from '../../../model/scriptedModel';
import { bundle } from '../../node/buildWorker';

const note = 'intents.known';
const guess: Classified = {
  intent: 'transform',
  confidence: 0.6,
  alternatives: [{ intent: 'generate', confidence: 0.2 }],
  reason: 'the tool is mostly for that',
  source: 'pattern',
};
const unsure = (title: string, more: Partial<StepToClassify> = {}): GuessedStep => ({
  step: { tool: 'edit_file', title, ...more },
  guess,
});
const many = (count: number) => Array.from({ length: count }, (_, at) => unsure(`Step ${at}`));
const says = (...steps: readonly object[]) => JSON.stringify({ steps });
/** Says the same of each step that is asked about. */
const sayOfEach = (intent: string) => (request: { messages: readonly { content: string }[] }) =>
  says(
    ...(request.messages.at(-1)?.content ?? '')
      .split('\n')
      .map((_, at) => ({ n: at + 1, intent, confidence: 0.9, reason: 'so it is' })),
  );

describe('classifyRest', function () {
  this.timeout(30_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let model: ScriptedModel;
  let file: string;
  let store: StorePort;
  let warned: string[];
  let deps: RestDeps;

  before(async () => {
    worker = await bundle('src/node/store/storeWorker.ts');
    model = await startScriptedModel();
  });
  after(async () => {
    await model.stop();
    await worker.remove();
  });
  beforeEach(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'flux-intents-')), 'sessions.db');
    store = await openStore({ file, workerUrl: worker.file });
    warned = [];
    const port = createOpenAiModel(
      async () => ({ baseUrl: model.url, apiKey: 'k', id: 'm', prices: {}, timeoutSeconds: 5 }),
      { label: 'm' },
    );
    deps = {
      model: {
        ask: async (request, signal) => ({ text: (await port.complete(request, signal)).text, said: [] }),
      },
      notes: store,
      log: { warn: (line) => warned.push(line) },
      signal: new AbortController().signal,
    };
  });
  afterEach(async () => {
    await store.close();
    await rm(dirname(file), { recursive: true, force: true });
  });
  const script = (route: Parameters<typeof answersByPurpose>[0][string]) => {
    model.script(answersByPurpose({ route }));
    return model.requests.length;
  };

  it('asks about five at a time, and only about those that are unsure', async () => {
    const before = script(sayOfEach('enrich'));
    const sure: GuessedStep = { step: { tool: 'x', title: 'Sure' }, guess: { ...guess, confidence: 0.8 } };
    const result = await classifyRest([sure, ...many(7)], deps);
    assert.deepEqual(result[0], sure.guess);
    for (const found of result.slice(1)) {
      assert.deepEqual([found.intent, found.confidence, found.source], ['enrich', 0.9, 'model']);
      assert.equal(found.reason, 'so it is');
      assert.deepEqual(
        found.alternatives.map(({ intent }) => intent),
        ['transform', 'generate'],
      );
    }
    const asked = model.requests.slice(before);
    assert.deepEqual(
      asked.map(({ messages, purpose }) => [purpose, messages.at(-1)?.content.split('\n').length]),
      [
        ['route', 5],
        ['route', 2],
      ],
    );
    assert.deepEqual(asked[0]?.messages[0], asked[1]?.messages[0], 'what stays stands first');
    assert.doesNotMatch(asked.map(({ text }) => text).join(), /"Sure"/);
    assert.deepEqual(warned, []);
  });

  it('asks nobody where nothing is unsure, and reads no note', async () => {
    const before = script(sayOfEach('enrich'));
    const none = { ...deps, notes: { getNote: fails, swapNote: fails } };
    assert.deepEqual(await classifyRest([], none), []);
    const sure = { step: { tool: 'x', title: 'x' }, guess: { ...guess, confidence: 0.95 } };
    assert.deepEqual(await classifyRest([sure], none), [sure.guess]);
    assert.deepEqual([model.requests.length, warned], [before, []]);
  });

  it('asks once about steps that say the same, and never again in later sessions', async () => {
    const before = script(sayOfEach('generate'));
    const twice = [unsure('The form', { input: { a: 1, b: 2 } }), unsure('The form', { input: { b: 2, a: 1 } })];
    assert.deepEqual(
      (await classifyRest(twice, deps)).map(({ intent }) => intent),
      ['generate', 'generate'],
    );
    assert.equal(model.requests.length, before + 1);
    await store.close();
    store = await openStore({ file, workerUrl: worker.file });
    const later = await classifyRest(twice, { ...deps, notes: store });
    assert.deepEqual(
      later.map(({ intent, source, reason }) => [intent, source, reason]),
      Array(2).fill(['generate', 'model', 'known from an earlier session']),
    );
    assert.equal(model.requests.length, before + 1);
    await classifyRest([unsure('The form', { input: { a: 1, b: 3 } })], { ...deps, notes: store });
    assert.equal(model.requests.length, before + 2, 'another input is another step');
  });

  it('knows what is known also where there is no model', async () => {
    script(sayOfEach('filter'));
    await classifyRest([unsure('The list')], deps);
    const found = await classifyRest([unsure('The list'), unsure('Another')], { ...deps, model: undefined });
    assert.deepEqual(
      found.map(({ intent }) => intent),
      ['filter', 'transform'],
    );
    assert.deepEqual(warned, []);
  });

  it('keeps the newest 500', async () => {
    const old = Array.from({ length: 500 }, (_, at) => [String(at).padStart(16, '0'), 'send', 0.9]);
    await store.putNote(note, JSON.stringify(old));
    script(sayOfEach('filter'));
    await classifyRest(many(3), deps);
    const kept = JSON.parse((await store.getNote(note)) ?? '') as unknown[][];
    assert.equal(kept.length, 500);
    assert.deepEqual(kept[0], old[3]);
    assert.deepEqual(
      kept.slice(-3).map(([, intent]) => intent),
      ['filter', 'filter', 'filter'],
    );
  });

  it('keeps what another window has written meanwhile', async () => {
    const theirs = ['f'.repeat(16), 'send', 0.9];
    script(async (request) => {
      await store.putNote(note, JSON.stringify([theirs]));
      return sayOfEach('filter')(request);
    });
    await classifyRest(many(1), deps);
    const kept = JSON.parse((await store.getNote(note)) ?? '') as unknown[];
    assert.deepEqual([kept.length, kept[0]], [2, theirs]);
  });

  for (const damaged of ['', 'no json', '{}', '[[1],null,["x","send",0.5],["0123456789abcdef","nothing",2]]', '7'])
    it(`begins anew where the note is damaged: ${damaged || 'empty'}`, async () => {
      await store.putNote(note, damaged);
      script(sayOfEach('filter'));
      const [found] = await classifyRest(many(1), deps);
      assert.equal(found?.intent, 'filter');
      assert.equal((JSON.parse((await store.getNote(note)) ?? '') as unknown[]).length, 1);
    });

  it('keeps what of a note is whole', async () => {
    const whole = ['0123456789abcdef', 'send', 0.9];
    await store.putNote(note, JSON.stringify([['torn'], whole]));
    script(sayOfEach('filter'));
    await classifyRest(many(1), deps);
    assert.deepEqual((JSON.parse((await store.getNote(note)) ?? '') as unknown[])[0], whole);
  });

  describe('keeps the guess, and says so once, when', () => {
    const kept = async (steps = many(12), own: RestDeps = deps) => {
      const result = await classifyRest(steps, own);
      assert.deepEqual(
        result,
        steps.map((step) => step.guess),
      );
      assert.equal(warned.length, 1, warned.join('\n'));
      assert.match(warned[0] ?? '', /keep the intent that patterns guess/);
    };

    for (const [what, answer] of Object.entries({
      'the model answers in words': 'They are all about editing.',
      'it answers nothing': { text: '', fault: 'empty' as const },
      'its answer is cut off': { text: '{"steps":[{"n":1,"intent":"enr', finish: 'length' },
      'it names intents that do not exist': says({ n: 1, intent: 'bugfix' }, { n: 2, intent: 7 }, { n: 3 }),
      'it numbers steps that nobody asked about': says({ n: 0, intent: 'send' }, { n: 9, intent: 'send' }),
      'it answers another form': '{"intents":["send"]}',
      'it answers an empty list': says(),
      'its list holds no objects': '{"steps":[null,"send",[1]]}',
      'the endpoint refuses': { text: '', fault: { kind: 'status' as const, status: 400, times: Infinity } },
    }))
      it(what, async () => {
        script(() => answer);
        await kept();
      });

    it('the endpoint fails: the other steps are not tried', async () => {
      const before = script(() => ({ text: '', fault: { kind: 'status', status: 400, times: Infinity } }));
      await kept();
      assert.equal(model.requests.length, before + 1);
    });

    it('the store cannot be read: what the model says counts all the same', async () => {
      script(sayOfEach('filter'));
      const [found] = await classifyRest(many(1), { ...deps, notes: { getNote: fails, swapNote: fails } });
      assert.equal(found?.intent, 'filter');
      assert.equal(warned.length, 1);
    });
  });

  it('takes what is good of an answer, and tells of the rest once', async () => {
    script(
      `Here you are:\n\`\`\`json\n${says(
        { n: '1', intent: ' Enrich ', confidence: 90, reason: 5 },
        { n: 2, intent: 'nonsense' },
        { n: 3, intent: 'send', confidence: 0.95, reason: `${'long '.repeat(100)}` },
      )}\n\`\`\``,
    );
    const found = await classifyRest(many(3), deps);
    assert.deepEqual(
      found.map(({ intent, confidence, source }) => [intent, confidence, source]),
      [
        ['enrich', 0.8, 'model'],
        ['transform', 0.6, 'pattern'],
        ['send', 0.95, 'model'],
      ],
    );
    assert.equal(found[0]?.reason, 'the model says so');
    assert.ok((found[2]?.reason.length ?? 0) <= 120);
    assert.equal(warned.length, 1);
  });

  it('asks about fifty steps of one plan at most', async () => {
    const before = script(sayOfEach('filter'));
    const found = await classifyRest(many(200), deps);
    assert.equal(model.requests.length, before + 10);
    assert.equal(found.filter(({ source }) => source === 'model').length, 50);
  });

  it('shows the model but the beginning of long words, and no odd input', async () => {
    const before = script(sayOfEach('filter'));
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const found = await classifyRest(
      [
        unsure('x'.repeat(10_000), { instruction: 'y'.repeat(10_000), input: { content: 'z'.repeat(50_000) } }),
        unsure('odd', { input: cyclic }),
        unsure('', { input: 7 as never, instruction: null as never }),
      ],
      deps,
    );
    assert.deepEqual(
      found.map(({ intent }) => intent),
      ['filter', 'filter', 'filter'],
    );
    assert.ok((model.requests[before]?.messages[1]?.content.length ?? 0) < 1_500);
  });

  it('passes on that it was cancelled', async () => {
    script(sayOfEach('filter'));
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(classifyRest(many(1), { ...deps, signal: controller.signal }), isCancelled);
    const cancels = { ask: () => Promise.reject(new CancelledError()) };
    await assert.rejects(classifyRest(many(1), { ...deps, model: cancels }), isCancelled);
    assert.deepEqual(warned, []);
  });
});

function fails(): Promise<never> {
  return Promise.reject(new Error('The disk is gone.'));
}
