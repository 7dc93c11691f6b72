import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createOrchestrator } from '../../../src/core/orchestrator';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { createOpenAiModel } from '../../../src/node/model/openaiModel';
import { startCore, type Core } from './startCore';
import { until } from '../../harness/until.mjs';

const source = 'export const add = (a, b) => a - b;\n';
const command = (id: string, more: object = {}) => ({
  id,
  title: `Run ${id}`,
  tool: 'run_command',
  input: { command: `echo ${id}` },
  dependsOn: [],
  ...more,
});
const planText = (...steps: object[]) => JSON.stringify({ summary: 'add adds', steps });
const within = <T>(ms: number, promise: Promise<T>) =>
  Promise.race([
    promise.then(
      () => 'done',
      (e: unknown) => `rejected ${String(e)}`,
    ),
    new Promise<string>((r) => setTimeout(() => r('hangs'), ms)),
  ]);
const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms));

describe('moments that are easily lost', function () {
  this.timeout(15_000);
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  let doors: Map<string, () => void>;
  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'package.json': '{"type":"module"}', 'src/add.js': source });
    core.place.overrides['tests.baselineSeconds'] = 0;
    doors = new Map();
    core.place.commandWaits = (line, signal) =>
      new Promise((resolve, reject) => {
        doors.set(line.replace('echo ', ''), resolve);
        signal.addEventListener('abort', () => reject(Object.assign(new Error('ended'), { name: 'AbortError' })), {
          once: true,
        });
      });
  });
  afterEach(() => core.stop());
  const at = (id: string) => until(`${id} has begun`, () => doors.has(id));
  const steps = async (id: string) =>
    (await core.flux.session(id)).plan?.steps.map(
      (s) => `${s.id} ${s.status}${s.leftOut?.by === 'replaced' ? ' replaced' : ''}`,
    );

  /** A session whose model is being asked for a decision when it is paused; `free` lets the model answer. */
  async function pausedWhileDeciding(): Promise<{ id: string; free: (answer: string) => void }> {
    let asked = false;
    let free: (s: string) => void = () => {};
    core.model.script(
      answersByPurpose({
        plan: planText(command('a'), command('b', { dependsOn: ['a'] })),
        decide: async () => ((asked = true), new Promise<string>((r) => (free = r))),
      } as never),
    );
    core.place.commandDoes = (line) => (line.includes('a') ? 1 : 0);
    const { id } = await core.flux.start({ goal: 'do it', approve: 'now' }, { origin: 'api' });
    await at('a');
    doors.get('a')?.();
    await until('it has come to that', () => asked);
    await core.flux.pause(id);
    return { id, free: (answer) => free(answer) };
  }

  it('a paused session that waits for its place can be stopped', async () => {
    core.place.overrides['sessions.maxConcurrent'] = 1;
    core.model.script(answersByPurpose({ plan: [planText(command('b')), planText(command('a'))] }));
    const b = await core.flux.start({ goal: 'do b' }, { origin: 'api' });
    const a = await core.flux.start({ goal: 'do a', approve: 'now' }, { origin: 'api' });
    await at('a');
    await core.flux.approve(b.id);
    assert.equal((await core.flux.session(b.id)).state, 'implementation');
    await core.flux.pause(b.id);
    const outcome = await within(20_000, core.flux.stop(b.id));
    doors.get('a')?.();
    await core.flux.whenSettled(a.id);
    assert.equal(outcome, 'done');
  });

  it('a session that was paused while the model decides can be stopped; feedback is recorded at once', async () => {
    const { id, free } = await pausedWhileDeciding();
    const told = within(20_000, core.flux.feedback(id, 'use another way please'));
    assert.equal(await told, 'done', 'feedback');
    assert.equal(await within(20_000, core.flux.stop(id)), 'done', 'stop');
    free('{}');
  });

  it('the same, stop only', async () => {
    const { id, free } = await pausedWhileDeciding();
    const t = Date.now();
    const outcome = await within(20_000, core.flux.stop(id));
    free('{}');
    assert.equal(outcome, 'done', `stop after ${Date.now() - t}`);
  });

  it('a failure that the decision never saw is not replaced', async () => {
    core.place.overrides['execution.maxRetries'] = 0;
    let asked = 0;
    let free: (s: string) => void = () => {};
    let freeBind: (s: string) => void = () => {};
    let binds = 0;
    core.model.script((request) => {
      if (request.purpose === 'plan')
        return planText(
          command('a'),
          { id: 'x', title: 'Build it', tool: 'run_command', instruction: 'build it', dependsOn: [] },
          command('publish', { dependsOn: ['x'] }),
        );
      if (request.purpose === 'decide')
        return ++asked === 1
          ? new Promise<string>((r) => (free = r))
          : JSON.stringify({ action: 'wait_for_more_tasks', reasoning: 'fine' });
      return ++binds === 1 ? new Promise<string>((r) => (freeBind = r)) : 'nonsense';
    });
    core.place.commandDoes = (line) => (line === 'echo a' ? 1 : 0);
    const { id } = await core.flux.start({ goal: 'do it', approve: 'now' }, { origin: 'api' });
    await at('a');
    await until('it has come to that', () => binds === 1);
    doors.get('a')?.();
    await until('it has come to that', () => asked === 1);
    freeBind('nonsense');
    await until('it has come to that', async () =>
      (await core.flux.session(id)).plan!.steps.some((s) => s.id === 'x' && s.status === 'failed'),
    );
    free(JSON.stringify({ action: 'create_task', reasoning: 'mend a', steps: [command('fix')] }));
    await until('it has come to that', async () => (await core.flux.session(id)).decisions.length > 0);
    const opener = setInterval(async () => {
      for (const [, open] of doors) open();
      const s = await core.flux.session(id);
      for (const g of s.gates) await core.flux.answer(id, g.id, 'Allow').catch(() => {});
    }, 30);
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline && !['complete', 'failed', 'cancelled'].includes((await core.flux.session(id)).state))
      await sleep(30);
    clearInterval(opener);
    const end = await core.flux.session(id);
    const told =
      `${end.state}: ${(await steps(id))?.join('; ')}; decisions about ` +
      `${end.decisions.map((d) => d.step).join()}; ran ${core.place.ran.join()}; summary: ${end.summary}`;
    assert.ok(
      end.decisions.some((d) => d.step === 'x'),
      told,
    );
  });

  it('a word that another call carried is taken up by a decision too', async () => {
    let asked = 0;
    let free: (s: string) => void = () => {};
    let freeBind: (s: string) => void = () => {};
    let binds = 0;
    core.model.script((request) => {
      if (request.purpose === 'plan')
        return planText(
          command('a'),
          { id: 'late', title: 'Late', tool: 'run_command', instruction: 'echo something', dependsOn: [] },
          command('c', { dependsOn: ['late'] }),
        );
      if (request.purpose === 'decide') {
        asked++;
        return asked === 1
          ? new Promise<string>((r) => (free = r))
          : JSON.stringify({ action: 'wait_for_more_tasks', reasoning: 'fine' });
      }
      binds++;
      return binds === 1 ? new Promise<string>((r) => (freeBind = r)) : '{"command":"echo late"}';
    });
    core.place.commandDoes = (line) => (line.includes(' a') ? 1 : 0);
    const { id } = await core.flux.start({ goal: 'do it', approve: 'now' }, { origin: 'api' });
    await at('a');
    await until('it has come to that', () => binds === 1);
    doors.get('a')?.();
    await until('it has come to that', () => asked === 1);
    await core.flux.feedback(id, 'leave the commands out of it all');
    freeBind('nonsense');
    await until('it has come to that', async () => (await core.flux.session(id)).feedback[0]!.seen);
    free(JSON.stringify({ action: 'wait_for_more_tasks', reasoning: 'a may fail' }));
    await until('it has come to that', async () => (await core.flux.session(id)).decisions.length >= 1);
    await sleep(300);
    const s = await core.flux.session(id);
    for (const gate of s.gates) await core.flux.answer(id, gate.id, 'Allow').catch(() => {});
    await sleep(200);
    for (const [, open] of doors) open();
    await sleep(300);
    for (const [, open] of doors) open();
    await sleep(300);
    const end = await core.flux.session(id);
    assert.ok(
      core.model.requestsFor('decide').some((r) => JSON.stringify(r).includes('leave the commands out')),
      `no decision ever heard it; end ${end.state}; ` +
        `${end.decisions.map((d) => `${d.why} heard ${d.heard}`).join(', ')}`,
    );
  });

  it('a session that is continued in the moment of its end is held', async () => {
    core.model.script(
      answersByPurpose({ plan: [planText(command('a')), planText(command('b')), planText(command('b2'))] }),
    );
    let second: Promise<unknown> | undefined;
    core.flux.onDidChangeSession((s) => {
      if (s.state === 'complete' && !second)
        second = core.flux.start({ goal: 'and b', continueSession: s.id, approve: 'now' }, { origin: 'api' });
    });
    const { id } = await core.flux.start({ goal: 'do a', approve: 'now' }, { origin: 'api' });
    await at('a');
    doors.get('a')?.();
    await until('it has come to that', () => second !== undefined);
    await second;
    await at('b');
    const works = core.flux.worksHere(id);
    const claim = await within(20_000, core.another().pause(id));
    doors.get('b')?.();
    assert.deepEqual(
      [works, claim.includes('another window')],
      [true, true],
      `worksHere ${works}; another window’s pause: ${claim}`,
    );
  });

  it('a step that was skipped while a phase was being entered does not run', async () => {
    let release: (() => void) | undefined;
    let entering = false;
    const store = {
      ...core.store,
      append: async (...args: Parameters<typeof core.store.append>) => {
        if (args[1].some((e) => e.kind === 'phase.entered')) {
          entering = true;
          await new Promise<void>((r) => (release = r));
        }
        return core.store.append(...args);
      },
    };
    const port = createOpenAiModel(
      async () => ({ baseUrl: core.model.url, apiKey: 'k', id: 'scripted', prices: {}, timeoutSeconds: 5 }),
      { label: 'scripted' },
    );
    const flux = createOrchestrator({
      store,
      owner: { id: randomUUID(), pid: process.pid },
      place: core.place,
      models: async () => port,
      newId: randomUUID,
    });
    core.model.script(
      answersByPurpose({
        plan: JSON.stringify({
          summary: 's',
          verify: 'a',
          steps: [
            { id: 'a', title: 'Run the tests', tool: 'run_tests', input: {} },
            command('b', { dependsOn: ['a'] }),
          ],
        }),
      }),
    );
    const { id } = await flux.start({ goal: 'do it', approve: 'now' }, { origin: 'api' });
    await until('it has come to that', () => entering);
    const told = flux.feedback(id, 'skip step a');
    await sleep(100);
    release?.();
    await told;
    await sleep(200);
    const after = await flux.session(id);
    const got = [
      after.feedback[0]?.effect,
      ...after.plan!.steps.map((x) => `${x.id} ${x.status}`),
      `ran ${core.place.ran.join()}`,
    ];
    await flux.stop(id);
    assert.ok(
      !/left out/.test(after.feedback[0]?.effect ?? '') || after.plan?.steps[0]?.status === 'skipped',
      got.join('; '),
    );
  });

  it('a run whose net change cannot be told is complete all the same', async () => {
    core.place.commandWaits = undefined as never;
    const block = (from: string, to: string) => `src/add.js\n<<<<<<< SEARCH\n${from}=======\n${to}>>>>>>> REPLACE`;
    const mid = 'export const add = (a, b) => a * b;\n',
      right = 'export const add = (a, b) => a + b;\n';
    core.model.script(
      answersByPurpose({
        plan:
          `${planText({ id: 'e1', title: 'E1', tool: 'edit_file' }, { id: 'e2', title: 'E2', tool: 'edit_file' })}\n=== ` +
          `e1 ===\n${block(source, mid)}\n=== e2 ===\n${block(mid, right)}`,
      }),
    );
    const { textOf } = core.place.checkpoints;
    let first: string | null | undefined;
    (core.place.checkpoints as { textOf: typeof textOf }).textOf = async (...args) => {
      first ??= args[1].key;
      if (core.place.texts.get('src/add.js') === right && args[1].key === first) throw new Error('the store is locked');
      return textOf(...args);
    };
    const { id } = await core.flux.start({ goal: 'do it', approve: 'now' }, { origin: 'api' });
    const end = await core.flux.whenSettled(id);
    assert.equal(
      end.state,
      'complete',
      `${end.state} ${JSON.stringify(end.error)} report ${end.report ? 'there' : 'missing'} steps ` +
        `${end.plan?.steps.map((x) => `${x.id} ${x.status}`).join()}`,
    );
  });

  it('“stop after this step” of a paused run whose step still runs ends it', async () => {
    core.model.script(answersByPurpose({ plan: planText(command('a'), command('b', { dependsOn: ['a'] })) }));
    const { id } = await core.flux.start({ goal: 'do it', approve: 'now' }, { origin: 'api' });
    await at('a');
    await core.flux.pause(id);
    const s = await core.flux.feedback(id, 'stop after this step');
    doors.get('a')?.();
    await sleep(400);
    const end = await core.flux.session(id);
    assert.equal(end.state, 'cancelled', `${s.feedback[0]?.effect} but ${end.state}, ending ${end.ending}`);
  });

  it('a workflow paused while it asks for an input, answered, resumed: not in discovery without a question', async () => {
    core.model.script(async () => new Promise<string>(() => {}));
    const s = await core.flux.start({ goal: '', workflow: 'architect' }, { origin: 'api' });
    assert.equal(s.state, 'discovery');
    await core.flux.pause(s.id);
    for (
      let gates = (await core.flux.session(s.id)).gates;
      gates.length > 0;
      gates = (await core.flux.session(s.id)).gates
    )
      await core.flux.answer(s.id, gates[0]!.id, 'a parser for csv');
    const before = await core.flux.session(s.id);
    await core.flux.resume(s.id);
    const after = await core.flux.session(s.id);
    const works = core.flux.worksHere(s.id);
    await core.flux.stop(s.id);
    assert.notEqual(
      `${after.state} ${after.gates.length}`,
      'discovery 0',
      `before resume ${before.state}; works ${works}`,
    );
  });
  it('answer: deciding, then both', async () => {
    // Dropped with an answer from the planner
    core.model.script(
      answersByPurpose({
        plan: [
          planText(command('a'), command('b', { dependsOn: ['a'] })),
          JSON.stringify({ summary: 'Nothing to do.', steps: [] }),
        ],
        decide: [
          JSON.stringify({
            action: 'create_task',
            reasoning: 'b must not run',
            task_description: 'see whether anything else is needed',
            drop: ['b'],
          }),
          JSON.stringify({ action: 'wait_for_more_tasks', reasoning: 'x' }),
        ],
      }),
    );
    core.place.commandWaits = undefined as never;
    core.place.commandDoes = () => 0;
    core.place.overrides['decisions.mode'] = 'always';
    const { id } = await core.flux.start({ goal: 'do it', approve: 'now' }, { origin: 'api' });
    for (
      let n = 0;
      n < 3000 &&
      (await core.flux.session(id)).state !== 'complete' &&
      (await core.flux.session(id)).state !== 'failed';
      n++
    )
      await sleep(20);
    assert.deepEqual(
      core.place.ran,
      ['echo a'],
      `decision dropped b: ` +
        `${JSON.stringify((await core.flux.session(id)).decisions.map((d) => [d.action, d.dropped, d.outcome]))}`,
    );
  });

  it('“go on” to a word does not wave through a failure that came meanwhile', async () => {
    core.place.overrides['execution.maxRetries'] = 0;
    let asked = 0;
    let free: (s: string) => void = () => {};
    let freeBind: (s: string) => void = () => {};
    let binds = 0;
    core.model.script((request) => {
      if (request.purpose === 'plan')
        return planText(
          { id: 'x', title: 'Build it', tool: 'run_command', instruction: 'build it', dependsOn: [] },
          command('publish', { dependsOn: ['x'] }),
        );
      if (request.purpose === 'decide')
        return ++asked === 1
          ? new Promise<string>((r) => (free = r))
          : JSON.stringify({
              action: 'escalate_to_human',
              reasoning: 'x failed',
              task_description: 'x failed, what now?',
            });
      return ++binds === 1 ? new Promise<string>((r) => (freeBind = r)) : 'nonsense';
    });
    core.place.commandWaits = undefined as never;
    const { id } = await core.flux.start({ goal: 'do it', approve: 'now' }, { origin: 'api' });
    await until('it has come to that', () => binds === 1);
    await core.flux.feedback(id, 'please be careful with it');
    await until('it has come to that', () => asked === 1);
    freeBind('nonsense');
    await until('it has come to that', async () =>
      (await core.flux.session(id)).plan!.steps.some((s) => s.id === 'x' && s.status === 'failed'),
    );
    free(JSON.stringify({ action: 'wait_for_more_tasks', reasoning: 'it is careful' }));
    await sleep(800);
    const end = await core.flux.session(id);
    assert.ok(
      !core.place.ran.includes('echo publish'),
      `${end.state}: ${(await steps(id))?.join('; ')}; decisions ` +
        `${end.decisions.map((d) => `${d.why} ${d.step}`).join()}; ${end.summary}`,
    );
  });

  it('and stopping it stops what runs', async () => {
    let aborted = false;
    core.model.script(
      answersByPurpose({ plan: [planText(command('a')), planText(command('b'), command('c', { dependsOn: ['b'] }))] }),
    );
    const waits = core.place.commandWaits!;
    core.place.commandWaits = (line, signal) => {
      signal.addEventListener('abort', () => {
        if (line === 'echo b') aborted = true;
      });
      return waits(line, signal);
    };
    let second: Promise<unknown> | undefined;
    core.flux.onDidChangeSession((s) => {
      if (s.state === 'complete' && !second)
        second = core.flux.start({ goal: 'and b', continueSession: s.id, approve: 'now' }, { origin: 'api' });
    });
    const { id } = await core.flux.start({ goal: 'do a', approve: 'now' }, { origin: 'api' });
    await at('a');
    doors.get('a')?.();
    await until('it has come to that', () => second !== undefined);
    await second;
    await at('b');
    const stopped = await core.flux.stop(id);
    const was = aborted;
    doors.get('b')?.();
    await sleep(400);
    assert.ok(
      was,
      `stop says ${stopped.state} “${stopped.summary}”; echo b aborted: ${was}; afterwards ran ` +
        `${core.place.ran.join()}`,
    );
  });
});
