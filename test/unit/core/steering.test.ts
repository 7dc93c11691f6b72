import assert from 'node:assert/strict';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { answersByPurpose, type Script } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';
import { until } from '../../harness/until.mjs';

const source = 'export const add = (a, b) => a - b;\n';
const right = 'export const add = (a, b) => a + b;\n';
const block = `src/add.js\n<<<<<<< SEARCH\n${source}=======\n${right}>>>>>>> REPLACE`;
const edit = { id: 'fix', title: 'Add', tool: 'edit_file' };
const command = (id: string, more: object = {}) => ({
  id,
  title: `Run ${id}`,
  tool: 'run_command',
  input: { command: `echo ${id}` },
  ...more,
});
const planText = (...steps: object[]) => JSON.stringify({ summary: 'add adds', steps });

describe('steering', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  /** Commands that are held until they are let go, by id. */
  let doors: Map<string, () => void>;
  let reached: Map<string, () => void>;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'package.json': '{"type":"module"}', 'src/add.js': source });
    core.place.overrides['tests.baselineSeconds'] = 0;
    doors = new Map();
    reached = new Map();
    core.place.commandWaits = (line, signal) =>
      new Promise((resolve, reject) => {
        const id = line.replace('echo ', '');
        doors.set(id, resolve);
        signal.addEventListener('abort', () => reject(Object.assign(new Error('ended'), { name: 'AbortError' })), {
          once: true,
        });
        reached.get(id)?.();
      });
  });
  afterEach(() => core.stop());

  const at = (id: string) =>
    doors.has(id) ? Promise.resolve() : new Promise<void>((resolve) => reached.set(id, resolve));
  const script = (answers: Parameters<typeof answersByPurpose>[0]) => core.model.script(answersByPurpose(answers));
  const start = (goal = 'do it') => core.flux.start({ goal, approve: 'now' }, { origin: 'api' });
  const steps = (session: SessionSnapshot) => session.plan?.steps.map((step) => `${step.id} ${step.status}`);

  it('pauses: what runs ends, nothing new starts; resumed, it goes on', async () => {
    script({ plan: [planText(command('a'), command('b'))] });
    const { id } = await start();
    await at('a');
    const paused = await core.flux.pause(id);
    assert.equal(paused.state, 'paused');
    assert.equal(paused.suspended?.from, 'implementation');
    doors.get('a')?.();
    assert.deepEqual(steps(await core.flux.whenSettled(id)), ['a done', 'b pending']);
    await assert.rejects(core.flux.approve(id), { reason: 'not_awaiting' });
    await core.flux.resume(id);
    await at('b');
    await assert.rejects(core.flux.resume(id), { reason: 'already_running' });
    await assert.rejects(core.another().resume(id), { reason: 'busy_elsewhere' });
    doors.get('b')?.();
    assert.equal((await core.flux.whenSettled(id)).state, 'complete');
  });

  it('pauses while it plans, and plans when it is resumed', async () => {
    let asked: () => void = () => {};
    const planning = new Promise<void>((resolve) => (asked = resolve));
    const hang: Script = async () => (asked(), new Promise(() => {}));
    core.model.script(hang);
    const first = start();
    await planning;
    const [summary] = await core.flux.sessions();
    await core.flux.pause(summary!.id);
    script({ plan: [planText(command('a'))] });
    // At once, while the call that was given up is still ending.
    await core.flux.resume(summary!.id);
    await first;
    await at('a');
    doors.get('a')?.();
    assert.equal((await core.flux.whenSettled(summary!.id)).state, 'complete');
  });

  it('records feedback at once, carries it with the next call, and lets it change what is queued', async () => {
    script({
      plan: [planText(command('a'), command('b'))],
      decide: [JSON.stringify({ action: 'create_task', reasoning: 'c instead', steps: [command('c')], drop: ['b'] })],
    });
    const { id } = await start();
    await at('a');
    const told = await core.flux.feedback(id, 'use c instead of b');
    assert.deepEqual(
      told.feedback.map(({ text, seen }) => [text, seen]),
      [['use c instead of b', false]],
    );
    doors.get('a')?.();
    const asking = await core.flux.whenSettled(id);
    assert.match(core.model.requestsFor('decide')[0]?.messages.at(-1)?.content ?? '', /use c instead of b/);
    assert.equal(asking.feedback[0]?.seen, true);
    assert.equal(asking.gates[0]?.kind, 'delta', 'c was not approved');
    await core.flux.answer(id, asking.gates[0]!.id, 'Allow');
    await at('c');
    doors.get('c')?.();
    const done = await core.flux.whenSettled(id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.deepEqual(steps(done), ['a done', 'c done', 'b skipped']);
    assert.deepEqual(core.place.ran, ['echo a', 'echo c']);
  });

  it(
    'shows what is queued with its edits to a decision about a word of the person, who is quoted once, also ' +
      'after a look',
    async () => {
      const look = JSON.stringify({ look: [{ read: 'package.json' }] });
      script({
        plan: [`${planText(command('a'), { ...edit, dependsOn: ['a'] })}\n=== fix ===\n${block}`],
        decide: [look, JSON.stringify({ action: 'wait_for_more_tasks', reasoning: 'It fits.' })],
      });
      core.place.texts.delete('package.json');
      const { id } = await start();
      await at('a');
      await core.flux.feedback(id, 'call it plus');
      doors.get('a')?.();
      assert.equal((await core.flux.whenSettled(id)).state, 'complete');
      const [first, second] = core.model
        .requestsFor('decide')
        .map(({ messages }) => messages.map(({ content }) => content));
      assert.match(
        first?.[1] ?? '',
        /# Queued[\s\S]*- fix[^\n]*edits ready[^\n]*\n=== fix \(queued\) ===\nsrc\/add\.js\n<<<<<<< SEARCH/,
      );
      assert.doesNotMatch(first?.[1] ?? '', /### src\/add\.js/, 'its lines stand in the edits');
      assert.equal(first?.[1]?.split('call it plus').length, 2, 'said once');
      assert.equal(second?.[1], first?.[1], 'the conversation goes on as it began');
    },
  );

  it('says along what came meanwhile, in every turn of the conversation that it came into', async () => {
    let asked: () => void = () => {};
    const planning = new Promise<void>((resolve) => (asked = resolve));
    let goOn: () => void = () => {};
    const door = new Promise<void>((resolve) => (goOn = resolve));
    core.model.script(async ({ purpose }) => {
      const calls = core.model.requests.length;
      if (calls === 1) {
        asked();
        await door;
        return JSON.stringify({ look: [{ read: 'src/add.js' }] });
      }
      return purpose === 'plan' && calls === 2
        ? JSON.stringify({ look: [{ read: 'package.json' }] })
        : planText(command('a'));
    });
    const started = core.flux.start({ goal: 'do it' }, { origin: 'api' });
    await planning;
    const [summary] = await core.flux.sessions();
    await core.flux.feedback(summary!.id, 'but quietly');
    goOn();
    await started;
    const [, second, third] = core.model.requests.map(({ messages }) => messages.map(({ content }) => content));
    assert.match(second?.[3] ?? '', /The person has said[\s\S]*but quietly/);
    assert.equal(third?.[3], second?.[3]);
  });

  it('lets somebody else do a phase, and goes on with the next', async () => {
    script({
      plan: [
        `${JSON.stringify({ summary: 'add adds', steps: [command('a'), { ...edit, agent: 'code-writer', dependsOn: ['a'] }, { id: 'tests', title: 'Run the tests', tool: 'run_tests', expect: [{ kind: 'tests_pass' }] }], verify: 'tests' })}\n=== ` +
          `fix ===\n${block}`,
      ],
    });
    core.place.overrides['decisions.mode'] = 'never';
    core.place.testsSay = (texts) =>
      texts.get('src/add.js') === right ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    const proposed = await core.flux.start({ goal: 'do it' }, { origin: 'api' });
    await assert.rejects(core.flux.completePhase(proposed.id, { response: 'done', ok: true }), { reason: 'awaiting' });
    await core.flux.approve(proposed.id);
    await at('a');
    await assert.rejects(core.flux.completePhase(proposed.id, { response: 'done', ok: true }), { reason: 'running' });
    await core.flux.pause(proposed.id);
    doors.get('a')?.();
    await until('it has come to that', async () => !core.flux.worksHere(proposed.id));
    core.place.texts.set('src/add.js', right);
    await core.flux.completePhase(proposed.id, { response: 'Added by hand.', ok: true, artifacts: ['src/add.js'] });
    const done = await core.flux.whenSettled(proposed.id);
    assert.equal(done.state, 'complete', done.error?.message);
    assert.deepEqual(steps(done), ['a done', 'fix done', 'tests done']);
    assert.ok(
      done.conversations?.['code-writer']?.some(({ answer }) => answer === 'Added by hand.'),
      JSON.stringify(done.conversations),
    );
    await assert.rejects(core.flux.completePhase(proposed.id, { response: 'more', ok: true }), { reason: 'ended' });
  });

  it('keeps the order around a step that is left out, and blocks what stands behind it when its beginning fails', async () => {
    script({ plan: [planText(command('a'), command('b'), command('c'))] });
    core.place.overrides['decisions.mode'] = 'never';
    const proposed = await core.flux.start({ goal: 'do it' }, { origin: 'api' });
    await core.flux.approve(proposed.id, { skip: ['b'] });
    await at('a');
    assert.deepEqual(steps(await core.flux.session(proposed.id)), ['a running', 'b skipped', 'c pending']);
    core.place.commandDoes = () => 1;
    doors.get('a')?.();
    const end = await core.flux.whenSettled(proposed.id);
    assert.deepEqual(steps(end), ['a failed', 'b skipped', 'c skipped']);
    assert.match(end.plan?.steps[2]?.error?.message ?? '', /“Run a” failed/);
  });

  it('takes a stop while it is stopping, and a stop of what has ended, for the same stop', async () => {
    script({ plan: [planText(command('a'), command('b'))] });
    const { id } = await start();
    await at('a');
    const stops = await Promise.all([core.flux.stop(id), core.flux.stop(id), core.flux.stop(id)]);
    assert.deepEqual(
      stops.map(({ state }) => state),
      ['cancelled', 'cancelled', 'cancelled'],
    );
    assert.equal((await core.flux.stop(id)).state, 'cancelled');
    assert.equal((await core.store.events(id)).filter(({ kind }) => kind === 'session.cancelled').length, 1);
  });

  it('goes on when the clock goes back', async () => {
    script({ plan: [planText(command('a'), command('b'))] });
    const { id } = await start();
    await at('a');
    const realNow = core.place.now;
    (core.place as { now: () => number }).now = () => realNow() - 3_600_000;
    doors.get('a')?.();
    await at('b');
    doors.get('b')?.();
    const done = await core.flux.whenSettled(id);
    assert.equal(done.state, 'complete');
    const times = (await core.store.events(id)).map(({ at: time }) => time);
    assert.deepEqual(
      times,
      [...times].sort((one, other) => one - other),
    );
    assert.ok(
      done.plan?.steps.every((step) => (step.endedAt ?? 0) >= (step.startedAt ?? 0)) &&
        (done.report?.durationMs ?? -1) >= 0,
    );
  });

  it('understands "stop after this step" and "skip …" without a model', async () => {
    script({ plan: [planText(command('a'), command('b'), command('c'))] });
    const { id } = await start();
    await at('a');
    assert.equal((await core.flux.feedback(id, 'skip the step b')).feedback[0]?.effect, '“Run b” is skipped.');
    await core.flux.feedback(id, 'skip that');
    await at('c');
    await core.flux.feedback(id, 'stop after this step');
    doors.get('c')?.();
    const end = await core.flux.whenSettled(id);
    assert.equal(end.state, 'cancelled');
    assert.match(end.summary ?? '', /as you asked/);
    assert.deepEqual(steps(end), ['a skipped', 'b skipped', 'c done']);
    assert.equal(core.model.requests.length, 1);
    await assert.rejects(core.flux.feedback(id, 'more'), { reason: 'ended' });
  });

  it('takes feedback into the plan while it is being made, and makes a proposed one anew', async () => {
    let asked: () => void = () => {};
    let goOn: () => void = () => {};
    const planning = new Promise<void>((resolve) => (asked = resolve));
    const door = new Promise<void>((resolve) => (goOn = resolve));
    let calls = 0;
    core.model.script(async () => {
      calls++;
      if (calls === 1) {
        asked();
        await door;
      }
      return planText(command(`plan${calls}`));
    });
    const started = core.flux.start({ goal: 'do it' }, { origin: 'api' });
    await planning;
    const [summary] = await core.flux.sessions();
    await core.flux.feedback(summary!.id, 'but quietly');
    goOn();
    const proposed = await started;
    assert.equal(proposed.plan?.steps[0]?.id, 'plan2', 'planned again with what came meanwhile');
    assert.match(core.model.requests[1]?.messages.at(-1)?.content ?? '', /but quietly/);
    await core.flux.feedback(proposed.id, 'and twice');
    await until(
      'it has come to that',
      async () => (await core.flux.session(proposed.id)).plan?.steps[0]?.id === 'plan3',
    );
    assert.match(core.model.requests[2]?.messages.at(-1)?.content ?? '', /and twice/);
  });

  it('continues an ended session with another goal and all its context', async () => {
    script({
      plan: [`${planText(edit)}\n=== fix ===\n${block}`, planText(command('fix'))],
      decide: [JSON.stringify({ action: 'project_complete', reasoning: 'done' })],
    });
    core.place.texts.delete('package.json');
    const first = await core.flux.whenSettled((await start('make add add')).id);
    assert.equal(first.state, 'complete', first.error?.message);
    const next = await core.flux.start({ goal: 'now say so', continueSession: first.name }, { origin: 'api' });
    assert.equal(next.id, first.id);
    assert.equal(next.state, 'awaiting_approval');
    assert.match(
      core.model.requestsFor('plan')[1]?.messages.at(-1)?.content ?? '',
      /# Before, in this session[\s\S]*make add add[\s\S]*src\/add\.js[\s\S]*# Goal\nnow say so/,
    );
    assert.notEqual(
      next.plan?.steps[0]?.id,
      'fix',
      'ids stay unique in a session, so that undo knows whose work it was',
    );
    await assert.rejects(core.flux.start({ goal: 'again', continueSession: first.name }, { origin: 'api' }), {
      reason: 'not_ended',
    });
  });

  it('keeps apart what was said and done for each goal of a session, and undoes the newest goal first', async () => {
    const another = `new.js\n<<<<<<< SEARCH\n=======\nexport {};\n>>>>>>> REPLACE`;
    script({
      plan: [
        `${planText(command('wait'), { ...edit, dependsOn: ['wait'] })}\n=== fix ===\n${block}`,
        `${planText({ ...edit, id: 'more' })}\n=== more ===\n${another}`,
      ],
      decide: Array(4).fill(JSON.stringify({ action: 'wait_for_more_tasks', reasoning: 'It fits.' })),
    });
    core.place.overrides['decisions.mode'] = 'never';
    core.place.texts.delete('package.json');
    const { id } = await start('make add add');
    await at('wait');
    await core.flux.feedback(id, 'keep it short');
    doors.get('wait')?.();
    const first = await core.flux.whenSettled(id);
    assert.deepEqual([first.state, first.changedFiles, first.feedback.length], ['complete', ['src/add.js'], 1]);
    await core.flux.start({ goal: 'and another', continueSession: id, approve: 'now' }, { origin: 'api' });
    const second = await core.flux.whenSettled(id);
    assert.deepEqual(
      [second.state, second.changedFiles, second.feedback, second.decisions],
      ['complete', ['new.js', 'src/add.js'], [], []],
    );
    assert.deepEqual(second.earlier?.[0]?.said, ['keep it short']);
    assert.match(
      core.model.requestsFor('plan')[1]?.messages.at(-1)?.content ?? '',
      /said by the person: “keep it short”/,
    );
    await core.flux.undo(id);
    assert.deepEqual(
      [(await core.flux.session(id)).changedFiles, core.place.texts.has('new.js'), core.place.texts.get('src/add.js')],
      [['src/add.js'], false, right],
    );
    await core.flux.undo(id);
    assert.deepEqual([(await core.flux.session(id)).changedFiles, core.place.texts.get('src/add.js')], [[], source]);
    await core.flux.redo(id);
    assert.deepEqual(
      [(await core.flux.session(id)).changedFiles, core.place.texts.get('src/add.js')],
      [['src/add.js'], right],
    );
  });

  it('asks for a missing input of a workflow; an answer, a skip and a stop each count', async () => {
    script({ plan: [planText(command('a')), planText(command('a'))] });
    const asking = await core.flux.start({ goal: '', workflow: 'test' }, { origin: 'api' });
    const gate = asking.gates[0];
    assert.ok(gate?.input);
    assert.ok(gate.choices?.some(({ label }) => label === 'src/add.js'));
    await core.flux.answer(asking.id, gate.id, 'src/add.js');
    await until('it has come to that', async () => (await core.flux.session(asking.id)).state === 'awaiting_approval');
    assert.match((await core.flux.session(asking.id)).goal, /src\/add\.js/);
    const declined = await core.flux.start({ goal: '', workflow: 'test' }, { origin: 'api' });
    await core.flux.answer(declined.id, declined.gates[0]!.id, 'Skip');
    assert.equal((await core.flux.session(declined.id)).state, 'cancelled');
    const stopped = await core.flux.start({ goal: '', workflow: 'test' }, { origin: 'api' });
    assert.equal((await core.flux.stop(stopped.id)).state, 'cancelled');
    await assert.rejects(core.flux.start({ goal: 'x', workflow: 'wizardry' }, { origin: 'api' }), {
      reason: 'unknown_workflow',
    });
  });

  it('lets only so many sessions work at once, and the rest in turn', async () => {
    core.place.overrides['sessions.maxConcurrent'] = 1;
    script({ plan: [planText(command('a')), planText(command('b'))] });
    const first = await start();
    const second = start();
    await at('a');
    assert.equal(core.model.requests.length, 1, 'the second has not been planned');
    doors.get('a')?.();
    await at('b');
    doors.get('b')?.();
    assert.equal((await core.flux.whenSettled(first.id)).state, 'complete');
    assert.equal((await core.flux.whenSettled((await second).id)).state, 'complete');
  });

  it('never lets the progress go back without saying why', async () => {
    const seen: SessionSnapshot[] = [];
    core.flux.onDidChangeSession((session) => seen.push(session));
    script({
      plan: [planText(command('a', { decisionPoint: true }), command('b'))],
      decide: [
        JSON.stringify({ action: 'create_task', reasoning: 'more', steps: [command('c'), command('d'), command('e')] }),
      ],
    });
    core.place.overrides['approval.allowedCommands'] = ['echo'];
    core.place.commandWaits = undefined;
    const done = await core.flux.whenSettled((await start()).id);
    assert.equal(done.state, 'complete', done.error?.message);
    for (const [index, session] of seen.entries()) {
      const before = seen[index - 1];
      if (before && before.progress > session.progress) assert.match(session.progressNote ?? '', /Flux added 3 steps/);
    }
    assert.ok(seen.some((session, index) => (seen[index - 1]?.progress ?? 0) > session.progress));
    assert.equal(done.progress, 1);
  });
});
