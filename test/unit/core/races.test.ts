import assert from 'node:assert/strict';
import { bundle } from '../node/buildWorker';
import { held, holdCore, type Held } from './held';
import { startCore, type Core } from './startCore';

const source = 'export const add = (a, b) => a - b;\n';

/** A step that runs `echo <id>`. */
const command = (id: string, more: object = {}) => ({
  id,
  title: `Run ${id}`,
  tool: 'run_command',
  input: { command: `echo ${id}` },
  dependsOn: [],
  ...more,
});
/** A step whose command the model writes when it is due. */
const unwritten = (id: string) => ({ id, title: id, tool: 'run_command', instruction: `run ${id}`, dependsOn: [] });
const plan = (...steps: object[]) => JSON.stringify({ summary: 'add adds', steps });
const decision = (action: string, more: object = {}) => JSON.stringify({ action, reasoning: 'because', ...more });

describe('races of a run', function () {
  this.timeout(15_000);
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  let run: Held;
  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'package.json': '{"type":"module"}', 'src/add.js': source });
    core.place.overrides['tests.baselineSeconds'] = 0;
    core.place.overrides['execution.maxRetries'] = 0;
    run = holdCore(core);
  });
  afterEach(() => core.stop());

  const start = async (goal: string, more: object = { approve: 'now' }) =>
    (await core.flux.start({ goal, ...more }, { origin: 'api' })).id;
  const fails = (id: string) => (core.place.commandDoes = (line) => (line === `echo ${id}` ? 1 : 0));

  /** A session that was paused while the model is asked for a decision. */
  async function pausedWhileDeciding(): Promise<string> {
    run.script({ plan: [plan(command('a'), command('b', { dependsOn: ['a'] }))], decide: [held] });
    fails('a');
    const id = await start('do it');
    await run.began('a');
    run.finish('a');
    await run.asked('decide');
    await core.flux.pause(id);
    return id;
  }

  it('a paused session that waits for its turn can be stopped', async () => {
    core.place.overrides['sessions.maxConcurrent'] = 1;
    run.script({ plan: [plan(command('b')), plan(command('a'))] });
    const b = await start('do b', {});
    const a = await start('do a');
    await run.began('a');
    await core.flux.approve(b);
    assert.equal((await core.flux.session(b)).state, 'implementation');
    await core.flux.pause(b);
    assert.equal((await core.flux.stop(b)).state, 'cancelled');
    run.finish('a');
    await core.flux.whenSettled(a);
  });

  it('a session that was paused while the model decides records feedback at once, and can be stopped', async () => {
    const id = await pausedWhileDeciding();
    assert.equal((await core.flux.feedback(id, 'use another way please')).feedback.length, 1);
    assert.equal((await core.flux.stop(id)).state, 'cancelled');
    run.answer('decide', '{}');
  });

  it('a session that was paused while the model decides can be stopped', async () => {
    const id = await pausedWhileDeciding();
    assert.equal((await core.flux.stop(id)).state, 'cancelled');
    run.answer('decide', '{}');
  });

  it('a failure that the decision never saw is decided about by itself', async () => {
    run.script({
      plan: [plan(command('a'), unwritten('x'), command('publish', { dependsOn: ['x'] }))],
      decide: [held, decision('wait_for_more_tasks')],
      bind: [held, 'nonsense'],
      repair: ['nonsense'],
    });
    fails('a');
    const id = await start('do it');
    await run.began('a');
    await run.asked('bind');
    run.finish('a');
    await run.asked('decide');
    run.answer('bind', 'nonsense');
    await run.sees(id, 'x has failed', ({ plan }) =>
      plan!.steps.some((step) => step.id === 'x' && step.status === 'failed'),
    );
    run.answer('decide', decision('create_task', { steps: [command('fix')] }));
    const end = await run.toTheEnd(id);
    assert.deepEqual(
      end.decisions.map(({ step }) => step),
      ['a', 'x'],
    );
  });

  it('feedback that another call carried reaches a decision too', async () => {
    run.script({
      plan: [plan(command('a'), unwritten('late'), command('c', { dependsOn: ['late'] }))],
      decide: [held, decision('wait_for_more_tasks')],
      bind: [held],
      repair: ['{"command":"echo late"}'],
    });
    fails('a');
    const id = await start('do it');
    await run.began('a');
    await run.asked('bind');
    run.finish('a');
    await run.asked('decide');
    await core.flux.feedback(id, 'leave the commands out of it all');
    run.answer('bind', 'nonsense');
    await run.sees(id, 'a request has carried it', ({ feedback }) => feedback[0]!.seen);
    run.answer('decide', decision('wait_for_more_tasks'));
    await run.toTheEnd(id);
    const told = core.model.requestsFor('decide').map((request) => JSON.stringify(request).includes('leave the'));
    assert.deepEqual([told[0], told.includes(true)], [false, true]);
  });

  it('a session that is continued as it ends is held by its window', async () => {
    run.script({ plan: [plan(command('a')), plan(command('b'))] });
    const { id } = await continuedAtItsEnd();
    assert.equal(core.flux.worksHere(id), true);
    await assert.rejects(core.another().pause(id), /another window/);
    run.finish('b');
    await core.flux.whenSettled(id);
  });

  it('stopping a session that is continued as it ends stops what runs', async () => {
    run.script({ plan: [plan(command('a')), plan(command('b'), command('c', { dependsOn: ['b'] }))] });
    const { id } = await continuedAtItsEnd();
    assert.equal((await core.flux.stop(id)).state, 'cancelled');
    assert.equal(run.wasStopped('b'), true);
    assert.deepEqual(core.place.ran.includes('echo c'), false);
  });

  /** A session whose second goal was given in the event of its first one's end, and runs `echo b`. */
  async function continuedAtItsEnd(): Promise<{ id: string }> {
    let second: Promise<unknown> | undefined;
    core.flux.onDidChangeSession(({ state, id }) => {
      if (state === 'complete') second ??= start('and b', { continueSession: id, approve: 'now' });
    });
    const id = await start('do a');
    await run.began('a');
    run.finish('a');
    await run.began('b');
    await second;
    return { id };
  }

  it('a step that was skipped while a phase was being entered does not run', async () => {
    let entering: (() => void) | undefined;
    const flux = core.another(process.pid, {
      async append(...args) {
        if (args[1].some(({ kind }) => kind === 'phase.entered') && !entering)
          await new Promise<void>((resolve) => (entering = resolve));
        return core.store.append(...args);
      },
    });
    const tests = { id: 'a', title: 'Run the tests', tool: 'run_tests', input: {} };
    const steps = [tests, command('b', { dependsOn: ['a'] })];
    run.script({ plan: [JSON.stringify({ summary: 'tested', verify: 'a', steps })] });
    const { id } = await flux.start({ goal: 'do it', approve: 'now' }, { origin: 'api' });
    await run.sees(id, 'a phase is being entered', () => entering !== undefined);
    const told = flux.feedback(id, 'skip step a');
    entering?.();
    const effect = (await told).feedback[0]?.effect ?? '';
    run.letCommandsRun();
    const end = await flux.whenSettled(id);
    await flux.shutDown();
    // Whichever of the two came first: what is said to be skipped did not run, and what ran is not said to be skipped.
    const { status } = end.plan!.steps[0]!;
    assert.equal(/skipped/.test(effect), status === 'skipped', `“${effect}”, but it is ${status}`);
  });

  it('a run whose net change cannot be told is complete all the same', async () => {
    run.letCommandsRun();
    const block = (from: string, to: string) => `src/add.js\n<<<<<<< SEARCH\n${from}=======\n${to}>>>>>>> REPLACE`;
    const middle = source.replace('-', '*');
    const right = source.replace('-', '+');
    const steps = plan({ id: 'e1', title: 'E1', tool: 'edit_file' }, { id: 'e2', title: 'E2', tool: 'edit_file' });
    run.script({ plan: [`${steps}\n=== e1 ===\n${block(source, middle)}\n=== e2 ===\n${block(middle, right)}`] });
    const { textOf } = core.place.checkpoints;
    let first: string | null | undefined;
    (core.place.checkpoints as { textOf: typeof textOf }).textOf = async (...args) => {
      first ??= args[1].key;
      if (core.place.texts.get('src/add.js') === right && args[1].key === first) throw new Error('the store is locked');
      return textOf(...args);
    };
    const end = await core.flux.whenSettled(await start('do it'));
    assert.equal(end.state, 'complete', end.error?.message);
    assert.ok(end.report);
  });

  it('“stop after this step” said to a paused run whose step still runs ends it', async () => {
    run.script({ plan: [plan(command('a'), command('b', { dependsOn: ['a'] }))] });
    const id = await start('do it');
    await run.began('a');
    await core.flux.pause(id);
    await core.flux.feedback(id, 'stop after this step');
    run.finish('a');
    await run.sees(id, 'the run has ended', ({ state }) => state === 'cancelled');
    assert.deepEqual(core.place.ran, ['echo a']);
  });

  it('a workflow that was paused while it asks for an input has not lost the question', async () => {
    core.model.script(() => new Promise<string>(() => {}));
    const asked = await core.flux.start({ goal: '', workflow: 'architect' }, { origin: 'api' });
    assert.equal(asked.state, 'discovery');
    await core.flux.pause(asked.id);
    for (;;) {
      const [gate] = (await core.flux.session(asked.id)).gates;
      if (!gate) break;
      await core.flux.answer(asked.id, gate.id, 'a parser for csv');
    }
    await core.flux.resume(asked.id);
    const { state, gates } = await core.flux.session(asked.id);
    await core.flux.stop(asked.id);
    assert.notDeepEqual([state, gates.length], ['discovery', 0]);
  });

  it('a step that a decision drops does not run while the decision’s own task is planned', async () => {
    run.letCommandsRun();
    core.place.overrides['decisions.mode'] = 'always';
    run.script({
      plan: [
        plan(command('a'), command('b', { dependsOn: ['a'] })),
        JSON.stringify({ summary: 'Nothing to do.', steps: [] }),
      ],
      decide: [
        decision('create_task', { task_description: 'see whether anything else is needed', drop: ['b'] }),
        decision('wait_for_more_tasks'),
      ],
    });
    await run.toTheEnd(await start('do it'));
    assert.deepEqual(core.place.ran, ['echo a']);
  });

  it('“go on” about feedback does not wave through a failure that came meanwhile', async () => {
    run.letCommandsRun();
    run.script({
      plan: [plan(unwritten('x'), command('publish', { dependsOn: ['x'] }))],
      decide: [held, decision('escalate_to_human', { task_description: 'x failed, what now?' })],
      bind: [held],
      repair: ['nonsense'],
    });
    const id = await start('do it');
    await run.asked('bind');
    await core.flux.feedback(id, 'please be careful with it');
    await run.asked('decide');
    run.answer('bind', 'nonsense');
    await run.sees(id, 'x has failed', ({ plan }) => plan!.steps.some(({ status }) => status === 'failed'));
    run.answer('decide', decision('wait_for_more_tasks'));
    await run.sees(id, 'the person is asked', ({ gates }) => gates.length > 0);
    assert.deepEqual(core.place.ran, []);
  });
});
