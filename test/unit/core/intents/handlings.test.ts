import assert from 'node:assert/strict';
import type { Intent } from '../../../../src/contracts/intent';
import type { SessionSnapshot } from '../../../../src/contracts/session';
import type { ToolResult } from '../../../../src/contracts/tool';
import { dueTrigger } from '../../../../src/core/decide/dueTrigger';
import { handlingOf, intentOfCall, judgingOf, wrongHandlings } from '../../../../src/core/intents/handlings';
import { intentTable } from '../../../../src/core/intents/intentTable';
import { chooseTier } from '../../../../src/core/model/chooseTier';
import { judgeByIntent } from '../../../../src/core/verification/judgeByIntent';
import { answersByPurpose } from '../../../model/scriptedModel';
import { bundle } from '../../node/buildWorker';
import { memoryWorkspace } from '../memoryWorkspace';
import { startCore, type Core } from '../startCore';

const { settings, overrides } = memoryWorkspace({});
const write = (value: unknown) => (overrides['routing.intents'] = value as Record<string, unknown>);
afterEach(() => delete overrides['routing.intents']);

describe('how an intent is handled', () => {
  it('is what the table says, and what the settings say of it, field by field', () => {
    assert.deepEqual(handlingOf('validate', settings), intentTable.validate);
    write({ validate: { tier: 'strong' }, enrich: { compression: [], judging: 'verdict' } });
    assert.deepEqual(handlingOf('validate', settings), { ...intentTable.validate, tier: 'strong' });
    assert.deepEqual(handlingOf('enrich', settings), { ...intentTable.enrich, compression: [], judging: 'verdict' });
    assert.deepEqual(wrongHandlings(settings), []);
  });

  it('is the table’s where a value is wrong, which is told at its place', () => {
    write({
      validate: { tier: 'quick', judging: 'found' },
      send: 'fast',
      enrich: { compression: ['bodies'], colour: 'red' },
      filter: null,
      deploy: { tier: 'fast' },
      extract: { tier: 7, compression: 'outputs', judging: [] },
    });
    assert.deepEqual(handlingOf('validate', settings), { ...intentTable.validate, judging: 'found' });
    for (const intent of ['send', 'enrich', 'filter', 'extract'] as const)
      assert.deepEqual(handlingOf(intent, settings), intentTable[intent]);
    assert.deepEqual(wrongHandlings(settings), [
      'flux.routing.intents: validate.tier cannot be "quick", so its default "fast" is used.',
      'flux.routing.intents: send cannot be "fast", so its defaults are used.',
      'flux.routing.intents: enrich has no “colour”, only tier, compression, judging.',
      'flux.routing.intents: enrich.compression cannot be ["bodies"], so its default ["semantic"] is used.',
      'flux.routing.intents: filter cannot be null, so its defaults are used.',
      'flux.routing.intents: there is no intent “deploy”. It is one of extract, summarize, generate, validate, send, ' +
        'transform, conditional, aggregate, filter, enrich.',
      'flux.routing.intents: extract.tier cannot be 7, so its default "fast" is used.',
      'flux.routing.intents: extract.compression cannot be "outputs", so its default ["semantic"] is used.',
      'flux.routing.intents: extract.judging cannot be [], so its default "found" is used.',
    ]);
  });
});

const sessionOf = (intent: Intent, score: number, ...steps: object[]) =>
  ({
    plan: { steps },
    budget: { steps: { a: { intent, complexity: { score, reasons: [] } } } },
  }) as unknown as SessionSnapshot;

describe('what reads the table', () => {
  const bind = { purpose: 'bind', step: { id: 'a' } } as const;

  it('chooses the model, as far as neither complexity nor failures do', () => {
    assert.equal(chooseTier(sessionOf('validate', 5), bind, settings), 'fast');
    assert.equal(chooseTier(sessionOf('generate', 5), bind, settings), 'ordinary');
    assert.equal(chooseTier(sessionOf('conditional', 5), bind, settings), 'strong');
    assert.equal(chooseTier(sessionOf('validate', 9), bind, settings), 'strong');
    assert.equal(chooseTier(sessionOf('conditional', 1), bind, settings), 'fast');
    assert.equal(chooseTier(sessionOf('validate', 5), { purpose: 'decide' }, settings), 'strong');
    assert.equal(chooseTier(sessionOf('validate', 5), { purpose: 'plan' }, settings), 'ordinary');
    const failed = { status: 'failed', endedAt: 1, effect: 'write' };
    assert.equal(chooseTier(sessionOf('validate', 5, failed), bind, settings), 'strong');
    overrides['routing.strongAfterFailures'] = 2;
    assert.equal(chooseTier(sessionOf('validate', 5, failed), bind, settings), 'ordinary', 'no longer the fast one');
    delete overrides['routing.strongAfterFailures'];
    write({ validate: { tier: 'ordinary' }, generate: { tier: 'strong' } });
    assert.equal(chooseTier(sessionOf('validate', 5), bind, settings), 'ordinary');
    assert.equal(chooseTier(sessionOf('validate', 5), { purpose: 'plan' }, settings), 'strong');
  });

  it('judges an output of which nothing is expected', () => {
    const done = (more: Partial<ToolResult> = {}) => ({ status: 'done', message: '', ...more }) as ToolResult;
    const judged = (result: ToolResult, ...judging: Parameters<typeof judgeByIntent>[1][]) =>
      judging.map((each) => judgeByIntent(result, each).status);
    assert.deepEqual(judged(done(), 'found', 'words', 'choice'), ['failed', 'failed', 'failed']);
    assert.deepEqual(judged(done(), 'edits', 'receipt', 'verdict', undefined), ['done', 'done', 'done', 'done']);
    assert.deepEqual(judged(done({ message: 'nothing found' }), 'found', 'words'), ['done', 'done']);
    assert.deepEqual(judged(done({ files: ['a'] } as never), 'words'), ['done']);
    assert.deepEqual(judged(done({ facts: { output: 'x' } } as never), 'found'), ['done']);
    const code = done({ message: 'm', facts: { exitCode: 3 } } as never);
    assert.deepEqual(judged(code, 'receipt', 'verdict', 'found'), ['failed', 'failed', 'done']);
    const failed = judgeByIntent(code, 'receipt');
    assert.ok(
      failed.status === 'failed' && failed.reason === 'expectation' && /but it was 3\.\nm$/.test(failed.message),
    );
    assert.equal(judgeByIntent({ status: 'denied', message: '' }, 'found').status, 'denied');
  });

  it('takes errors for a surprise, unless the output is only there to be read', () => {
    const wrote = { id: 'a', status: 'done', endedAt: 1, problems: [{ path: 'x', line: 1, message: 'm' }] };
    const session = { decisions: [], said: [], plan: { steps: [wrote] } } as unknown as SessionSnapshot;
    const due = (judging: 'edits' | 'words' | undefined) =>
      dueTrigger(session, { mode: 'surprise', hasErrors: () => true, judgingOf: () => judging })?.why;
    assert.deepEqual([due('edits'), due(undefined), due('words')], ['surprise', 'surprise', undefined]);
  });

  it('knows a step by its intent, and a call without one by its purpose', () => {
    const session = sessionOf('send', 1);
    assert.equal(intentOfCall(session, { purpose: 'bind', step: 'a' }), 'send');
    assert.equal(intentOfCall(session, { purpose: 'bind', step: 'other' }), 'transform');
    assert.equal(intentOfCall({}, { purpose: 'plan' }), 'generate');
    assert.equal(judgingOf(session, 'a', settings), 'receipt');
    assert.equal(judgingOf(session, 'other', settings), undefined);
  });
});

describe('a workspace’s own handling of an intent', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'src/a.js': 'let x = 1;\n' });
    core.place.overrides['routing.fastUpTo'] = 0;
    core.place.overrides['approval.allowedCommands'] = ['build', 'npx tsc'];
  });
  afterEach(() => core.stop());

  const plan = JSON.stringify({
    summary: 's',
    steps: [
      { id: 'log', title: 'Run the build', tool: 'run_command', input: { command: 'build' } },
      {
        id: 'check',
        title: 'Check that it compiles',
        tool: 'run_command',
        instruction: 'Check by the command that fits what the build said.',
        dependsOn: ['log'],
      },
    ],
  });
  const log = [...Array.from({ length: 200 }, (_, at) => `step ${at} went well`), 'the end'];
  log[100] = 'ERROR: no such module';

  async function play(): Promise<{ tier: string | undefined; prompt: string }> {
    core.place.commandSays = () => log.join('\n');
    core.model.script(answersByPurpose({ plan: [plan], bind: ['{"command":"npx tsc --noEmit"}'] }));
    const { id } = await core.flux.start({ goal: 'see whether it compiles', approve: 'now' }, { origin: 'api' });
    const done = await core.flux.whenSettled(id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.equal(done.budget?.steps['check']?.intent, 'validate');
    const asked = core.asked.findLast(({ purpose }) => purpose === 'bind')!;
    return { tier: asked.tier, prompt: asked.messages.at(-1)!.content };
  }

  it('chooses its model and what of a log its prompts keep', async () => {
    const usual = await play();
    assert.equal(usual.tier, 'fast');
    assert.match(usual.prompt, /ERROR: no such module/, 'a log is cut to what tells of failures');
    core.place.overrides['routing.intents'] = { validate: { tier: 'ordinary', compression: [] } };
    const own = await play();
    assert.equal(own.tier, 'ordinary');
    assert.doesNotMatch(own.prompt, /ERROR: no such module/, 'only its beginning and end');
    assert.match(own.prompt, /step 3 went well/);
  });
});
