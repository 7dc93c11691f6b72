import assert from 'node:assert/strict';
import type { SessionSnapshot } from '../../../src/contracts/session';
import { until } from '../../harness/until.mjs';
import { answersByPurpose } from '../../model/scriptedModel';
import { bundle } from '../node/buildWorker';
import { startCore, type Core } from './startCore';

const command = (id: string) => ({
  id,
  title: `Run ${id}`,
  tool: 'run_command',
  input: { command: `echo ${id}` },
  dependsOn: [],
});
const planText = (...steps: object[]) => JSON.stringify({ summary: 'as asked', steps });

describe('holding a session', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let core: Core;
  /** Commands that are held until they are let go, by id. */
  let doors: Map<string, () => void>;

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    core = await startCore(worker.file, { 'package.json': '{"type":"module"}' });
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
  const script = (...plans: string[]) => core.model.script(answersByPurpose({ plan: plans }));
  const start = (more: object = {}) => core.flux.start({ goal: 'do it', ...more }, { origin: 'api' });
  /** Resolves with what an action comes to that is called once, in the moment that a state is heard of. */
  const when = <T>(state: SessionSnapshot['state'], act: (session: SessionSnapshot) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      const listening = core.flux.onDidChangeSession((session) => {
        if (session.state !== state) return;
        listening.dispose();
        act(session).then(resolve, reject);
      });
    });
  const isLetGo = async (id: string) => {
    const name = `free ${Math.random()}`;
    return (await core.another().rename(id, name)).name === name;
  };

  it('a stop in the moment of creation stops what begins, and lets the session go', async () => {
    script(planText(command('a')));
    const stopping = when('planning', ({ id }) => core.flux.stop(id));
    const started = await start({ approve: 'now' });
    assert.equal(started.state, 'cancelled');
    assert.equal((await stopping).state, 'cancelled');
    assert.equal(core.flux.worksHere(started.id), false);
    assert.ok(await isLetGo(started.id));
    assert.deepEqual(core.place.ran, []);
  });

  it('an approval in the moment that a plan is heard of is taken', async () => {
    script(planText(command('a')));
    const approving = when('awaiting_approval', ({ id }) => core.flux.approve(id));
    const { id } = await start();
    await approving;
    await at('a');
    doors.get('a')?.();
    assert.equal((await core.flux.whenSettled(id)).state, 'complete');
  });

  it('an approval does not reach the plan that is made next, for words that came with the first', async () => {
    let free: (plan: string) => void = () => {};
    let asked = 0;
    core.model.script(() =>
      ++asked === 1 ? new Promise<string>((resolve) => (free = resolve)) : planText(command('b')),
    );
    const approving = assert.rejects(
      when('awaiting_approval', ({ id }) => core.flux.approve(id)),
      { reason: 'not_awaiting', message: /still being planned/ },
    );
    const starting = start();
    await until('the plan is asked for', () => asked === 1);
    const id = (await core.flux.sessions())[0]!.id;
    await core.flux.feedback(id, 'b is enough');
    free(planText(command('a')));
    await approving;
    const planned = await starting;
    assert.deepEqual([planned.state, planned.plan?.steps[0]?.id], ['awaiting_approval', 'b']);
    assert.deepEqual(core.place.ran, []);
  });

  it('planning that was paused goes on when it is resumed at once, while its start still waits', async () => {
    let asked = 0;
    core.model.script(() => (++asked === 1 ? new Promise<string>(() => {}) : planText(command('a'))));
    const starting = start();
    await until('the plan is asked for', () => asked === 1);
    const id = (await core.flux.sessions())[0]!.id;
    await Promise.all([core.flux.pause(id), core.flux.resume(id)]);
    await starting;
    assert.equal((await core.flux.whenSettled(id)).state, 'awaiting_approval');
  });

  it('a stop of a paused run that waits for room ends it', async () => {
    core.place.overrides['sessions.maxConcurrent'] = 1;
    script(planText(command('b')), planText(command('a')));
    const b = await start();
    await start({ approve: 'now' });
    await at('a');
    await core.flux.approve(b.id);
    await core.flux.pause(b.id);
    assert.equal((await core.flux.stop(b.id)).state, 'cancelled');
    assert.ok(await isLetGo(b.id));
  });

  it('of several actions that end the waiting one counts, and the others are told', async () => {
    script(planText(command('a')));
    const { id } = await start();
    const outcomes = await Promise.allSettled([core.flux.approve(id), core.flux.reject(id), core.flux.approve(id)]);
    const done = outcomes.filter(({ status }) => status === 'fulfilled');
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.reason] : []));
    assert.deepEqual([done.length, refused], [1, ['not_awaiting', 'not_awaiting']]);
  });

  it('a session that is removed while another goal is given to it is gone, and nothing works on it', async () => {
    script(planText(command('a')), planText(command('b')));
    const { id } = await start();
    await core.flux.reject(id);
    await Promise.allSettled([core.flux.remove(id), start({ continueSession: id, approve: 'now' })]);
    assert.deepEqual(await core.flux.sessions(), []);
    assert.equal(core.flux.worksHere(id), false);
    assert.deepEqual(core.place.ran, []);
  });

  it('another window may not act while one works, and may when it rests', async () => {
    script(planText(command('a'), { ...command('b'), dependsOn: ['a'] }));
    const { id } = await start({ approve: 'now' });
    await at('a');
    const other = core.another();
    for (const act of [other.pause, other.stop, other.resume, other.undo])
      await assert.rejects(act(id), { reason: 'busy_elsewhere' });
    await core.flux.pause(id);
    doors.get('a')?.();
    await until('it rests', () => !core.flux.worksHere(id));
    await other.resume(id);
    await at('b');
    await assert.rejects(core.flux.stop(id), { reason: 'busy_elsewhere' });
    doors.get('b')?.();
    assert.equal((await other.whenSettled(id)).state, 'complete');
  });

  it('an opening that fails lets the claim go', async () => {
    script(planText(command('a')));
    const { id } = await start();
    const other = core.another(process.pid, { snapshot: () => Promise.reject(new Error('unreadable')) });
    await assert.rejects(other.pause(id), /unreadable/);
    assert.equal((await core.flux.pause(id)).state, 'paused');
  });

  it('a shutdown marks what it stops before another window can take it', async () => {
    script(planText(command('a')));
    const calls: string[] = [];
    const closing = core.another(process.pid, {
      append: (id, events, next) => {
        calls.push(...events.map(({ kind }) => kind));
        return core.store.append(id, events, next);
      },
      release: (id, owner) => {
        calls.push('release');
        return core.store.release(id, owner);
      },
    });
    const { id } = await closing.start({ goal: 'do it', approve: 'now' }, { origin: 'api' });
    await at('a');
    calls.length = 0;
    await closing.shutDown();
    assert.deepEqual(calls.slice(-2), ['run.interrupted', 'release']);
    const found = await core.flux.session(id);
    assert.deepEqual([found.state, found.error?.reason], ['paused', 'interrupted']);
  });

  it('what is asked for while the window closes begins nothing, and can be resumed', async () => {
    script(planText(command('a')));
    const { id } = await start();
    await core.flux.shutDown();
    await core.flux.approve(id);
    await until('it rests', () => !core.flux.worksHere(id));
    const found = await core.another().session(id);
    assert.deepEqual(
      [found.state, found.suspended?.from, found.error?.reason],
      ['paused', 'implementation', 'interrupted'],
    );
    assert.deepEqual(core.place.ran, []);
  });
});
