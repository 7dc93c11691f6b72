import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Emitter } from '../../../../src/base/emitter';
import { FluxError } from '../../../../src/base/errors';
import type { SessionSnapshot } from '../../../../src/contracts/session';
import type { Settings, SettingsPort } from '../../../../src/contracts/settings';
import type { StorePort } from '../../../../src/contracts/store';
import type { Change, Finding } from '../../../../src/contracts/watch';
import { createWatching, type Watching, type WatchingDeps } from '../../../../src/core/watch/watching';
import { openStore } from '../../../../src/node/store/sqliteStore';
import { until } from '../../../harness/until.mjs';
import { bundle } from '../../node/buildWorker';
import { finding, hang, keepWarnings, play } from './stand';

const saved: Change = { kind: 'saved', paths: ['a.js'] };

/** Sessions that a test moves on; both windows hear of them. */
function playSessions() {
  const changes = new Emitter<SessionSnapshot>();
  const removals = new Emitter<string>();
  const all = new Map<string, SessionSnapshot>();
  const goals: string[] = [];
  let failure: Error | undefined;
  const orchestrator: WatchingDeps['orchestrator'] = {
    onDidChangeSession: changes.event,
    onDidRemoveSession: removals.event,
    async session(id) {
      const found = all.get(id);
      if (!found) throw new FluxError('unknown_session', 'There is no such session.');
      return found;
    },
    async start({ goal }, options) {
      goals.push(goal ?? '');
      const session = move(`s${goals.length}`, 'planning');
      options.created?.(session);
      if (failure) {
        move(session.id, 'failed');
        throw failure;
      }
      return move(session.id, 'awaiting_approval');
    },
  };
  function move(id: string, state: SessionSnapshot['state'], more: Partial<SessionSnapshot> = {}): SessionSnapshot {
    const session = { id, state, gates: [], changedFiles: [], ...more } as unknown as SessionSnapshot;
    all.set(id, session);
    changes.fire(session);
    return session;
  }
  return {
    orchestrator,
    goals,
    move,
    remove(id: string) {
      all.delete(id);
      removals.fire(id);
    },
    fail: (error: Error) => void (failure = error),
  };
}

describe('watching', function () {
  this.timeout(30_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let folder: string;
  let sessions: ReturnType<typeof playSessions>;
  const clock = { ahead: 0 };
  const settings: { -readonly [Key in keyof Settings]?: Settings[Key] } = {};
  const windows: { watching: Watching; store: StorePort }[] = [];

  before(async () => void (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-watching-'));
    sessions = playSessions();
    clock.ahead = 0;
    Object.assign(settings, { 'watchers.enabled': true, 'watchers.learn': true, 'watchers.quietMs': 50 });
  });
  afterEach(async () => {
    for (const { watching, store } of windows.splice(0)) {
      await watching.dispose();
      await store.close();
    }
    await rm(folder, { recursive: true, force: true });
  });

  /** A window with one watcher, which finds what the test puts into `found`. */
  async function open(given: Partial<WatchingDeps> = {}) {
    const store = await openStore({ file: join(folder, 'sessions.db'), workerUrl: worker.file });
    const found: Finding[] = [];
    const person = { isHere: true };
    const watcher = play({}, async () => [...found]);
    const log = keepWarnings();
    const watching = createWatching({
      watchers: [watcher],
      orchestrator: sessions.orchestrator,
      store,
      owner: { id: randomUUID(), pid: process.pid },
      settings: ((key: keyof Settings) => settings[key]) as SettingsPort,
      isFocused: () => person.isHere,
      isTesting: () => false,
      indexStatus: () => ({ state: 'ready', files: 3, symbols: 9 }),
      hasModel: async () => true,
      newId: randomUUID,
      now: () => Date.now() + clock.ahead,
      log,
      ...given,
    });
    windows.push({ watching, store });
    await watching.start();
    return { watching, watcher, found, person, store, log };
  }
  const looked = (watcher: ReturnType<typeof play>, times: number) =>
    until(`it has looked ${times} times`, () => watcher.looks.length >= times && watcher.going.now === 0);
  const offered = (watching: Watching, count: number) =>
    until(`${count} are offered`, () => watching.proposals().length === count);

  it('looks when the window opens, offers, and shows how all stand', async () => {
    const { watching, watcher, found } = await open();
    found.push(finding());
    await offered(watching, 1);
    await until('it is shown', () => watching.watchers()[0]?.state === 'watching');
    assert.deepEqual(watcher.looks, [[{ kind: 'opened' }]]);
    assert.deepEqual(
      watching.watchers().map(({ name, state }) => `${name} ${state}`),
      ['tests watching', 'index watching'],
    );
    await assert.rejects(watching.dismiss('nobody'), { reason: 'unknown_proposal' });
  });

  it('keeps what is offered and dismissed over a reload', async () => {
    const first = await open();
    first.found.push(finding(), finding({ key: 'b.test.js' }));
    await offered(first.watching, 2);
    await first.watching.dismiss(first.watching.proposals()[0]?.id ?? '');
    const kept = first.watching.proposals();
    assert.equal(kept.length, 1);
    await first.watching.dispose();
    const recalled: (readonly Finding[])[] = [];
    const watcher = play({ recall: (findings) => void recalled.push(findings) }, async () => first.found);
    const { watching } = await open({ watchers: [watcher] });
    assert.deepEqual(watching.proposals(), kept);
    assert.equal(recalled[0]?.length, 2, 'its watcher hears of it before it looks');
    await looked(watcher, 1);
    assert.deepEqual(watching.proposals(), kept);
  });

  it('watches in one of two windows: the one that the person works in', async () => {
    const first = await open();
    first.found.push(finding());
    await offered(first.watching, 1);
    const second = await open();
    second.found.push(finding(), finding({ key: 'b.test.js' }));
    assert.deepEqual(second.watching.proposals(), first.watching.proposals(), 'the other one sees');
    assert.equal(second.watching.watchers()[0]?.detail, 'Another window with this folder watches.');
    second.watching.hear(saved);
    await sleep(150);
    assert.equal(second.watcher.looks.length, 0);

    await second.watching.dismiss(second.watching.proposals()[0]?.id ?? '');
    await first.watching.refresh();
    assert.deepEqual(first.watching.proposals(), [], 'what is done in the other is heeded');

    first.person.isHere = false;
    clock.ahead += 11_000;
    second.watching.typed();
    await first.watching.refresh();
    clock.ahead += 1_500;
    await second.watching.refresh();
    await looked(second.watcher, 1);
    await offered(second.watching, 1);
    assert.deepEqual(second.watcher.looks[0], [saved, { kind: 'opened' }], 'what was heard meanwhile is looked at');
    await until('the other one sees it, once it is stored', async () => {
      await first.watching.refresh();
      return isDeepStrictEqual(first.watching.proposals(), second.watching.proposals());
    });
    first.watching.hear({ kind: 'git' });
    await sleep(150);
    assert.equal(first.watcher.looks.length, 1);
  });

  it('takes over from a window that closes', async () => {
    const first = await open();
    await looked(first.watcher, 1);
    const second = await open();
    await first.watching.dispose();
    clock.ahead += 1_500;
    await second.watching.refresh();
    await looked(second.watcher, 1);
  });

  it('goes on at once when the person comes back, and does not look anew for that', async () => {
    const { watching, watcher, person } = await open();
    await looked(watcher, 1);
    person.isHere = false;
    clock.ahead += 3_600_000;
    await watching.refresh();
    watching.hear({ kind: 'git' });
    await sleep(150);
    assert.equal(watcher.looks.length, 1);
    person.isHere = true;
    watching.free();
    await looked(watcher, 2);
    assert.deepEqual(watcher.looks[1], [{ kind: 'git' }]);
  });

  it('writes nothing to the disk while nothing happens', async () => {
    const { watching, watcher, store } = await open();
    await looked(watcher, 1);
    const version = await store.version();
    const before = beats();
    for (let times = 0; times < 5; times++) await watching.refresh();
    await sleep(5_500);
    assert.deepEqual([await store.version(), beats()], [version, before]);
    assert.equal(watcher.looks.length, 1);
  });
  /** When claims were last written. */
  const beats = () => {
    const db = new DatabaseSync(join(folder, 'sessions.db'));
    try {
      const rows = db.prepare('SELECT beat_at FROM claims').all();
      assert.equal(rows.length, 1);
      return rows;
    } finally {
      db.close();
    }
  };

  it('hides what a session works on, once however often it is accepted, and offers it again after its end', async () => {
    const { watching, watcher, found } = await open();
    found.push(finding());
    await offered(watching, 1);
    const id = watching.proposals()[0]?.id ?? '';
    const [one, two] = await Promise.all([watching.accept(id), watching.accept(id)]);
    const three = await watching.accept(id);
    assert.deepEqual([one.id, two.id, three.id], ['s1', 's1', 's1']);
    assert.deepEqual(sessions.goals, [finding().goal]);
    assert.deepEqual(watching.proposals(), []);
    assert.equal(watching.learnt().failing_tests?.taken, 1);
    const before = watcher.looks.length;
    sessions.move('s1', 'complete');
    await looked(watcher, before + 1);
    await offered(watching, 1);
    assert.equal(watcher.looks.at(-1)?.[0]?.kind, 'ended');
    sessions.move('s1', 'complete', { undo: { action: 'undo' } as SessionSnapshot['undo'] });
    sessions.move('s1', 'complete', { undo: { action: 'undo' } as SessionSnapshot['undo'] });
    await until('that was learnt', () => (watching.learnt().failing_tests?.undone ?? 0) > 0);
    await sleep(50);
    assert.equal(Math.round(watching.learnt().failing_tests?.undone ?? 0), 1);
  });

  it('offers it again where its session could not be planned, was deleted, or ended while no window was open', async () => {
    const { watching, found } = await open();
    found.push(finding());
    await offered(watching, 1);
    const id = watching.proposals()[0]?.id ?? '';
    sessions.fail(new FluxError('no_model', 'No model is connected.'));
    await assert.rejects(watching.accept(id), { reason: 'no_model' });
    await offered(watching, 1);
    sessions = Object.assign(sessions, { fail: () => {} });
    await assert.rejects(watching.accept(id));
    sessions.remove('s2');
    await offered(watching, 1);
    await watching.dispose();

    sessions = playSessions();
    const again = await open();
    again.found.push(finding());
    await again.watching.accept(again.watching.proposals()[0]?.id ?? '');
    assert.deepEqual(again.watching.proposals(), []);
    await again.watching.dispose();
    sessions.move('s1', 'complete');
    assert.equal((await open()).watching.proposals().length, 1);
  });

  it('starts what needs no model where there is none, and tells who starts it of the session', async () => {
    const { watching, found } = await open({ hasModel: async () => false });
    found.push(finding());
    await offered(watching, 1);
    const created: string[] = [];
    await watching.accept(watching.proposals()[0]?.id ?? '', {
      origin: 'chat',
      created: ({ id }) => void created.push(id),
    });
    assert.deepEqual([sessions.goals, created], [['Run the tests in a.test.js'], ['s1']]);
    await watching.mute('failing_tests');
    sessions.move('s1', 'complete');
    await until('its end was learnt', () => watching.learnt().failing_tests !== undefined);
    assert.deepEqual([watching.muted(), watching.proposals()], [['failing_tests'], []]);
  });

  it('keeps out of the way of a session whose steps run, also beside a question', async () => {
    const { watching, watcher } = await open();
    await looked(watcher, 1);
    const plan = { steps: [{ id: 'a', status: 'running' }] } as unknown as SessionSnapshot['plan'];
    const gates = [{ id: 'g', kind: 'delta', step: 'b' }] as unknown as SessionSnapshot['gates'];
    sessions.move('s1', 'implementation', { plan, gates });
    watching.hear(saved);
    await sleep(150);
    assert.equal(watcher.looks.length, 1);
    sessions.move('s1', 'awaiting_approval');
    await looked(watcher, 2);
    sessions.move('s1', 'implementation', { plan });
    watching.hear(saved);
    await sleep(150);
    assert.equal(watcher.looks.length, 2);
    sessions.remove('s1');
    await looked(watcher, 3);
  });

  it('stops tests that run when a session begins', async () => {
    const watcher = play({}, (signal) => (watcher.looks.length === 1 ? hang(signal) : Promise.resolve([])));
    await open({ watchers: [watcher] });
    await until('it looks', () => watcher.going.now === 1);
    const begun = Date.now();
    sessions.move('s1', 'implementation');
    await until('it has stopped', () => watcher.going.now === 0);
    assert.ok(Date.now() - begun < 100);
  });

  it('is off where that is set, keeps what was dismissed, and begins again', async () => {
    const { watching, found } = await open();
    found.push(finding(), finding({ key: 'b.test.js' }));
    await offered(watching, 2);
    await watching.dismiss(watching.proposals()[0]?.id ?? '');
    settings['watchers.enabled'] = false;
    watching.hear({ kind: 'opened' });
    await offered(watching, 0);
    await until('it says so', () => watching.watchers()[0]?.state === 'off');
    assert.deepEqual(watching.watchers()[0], {
      name: 'tests',
      state: 'off',
      detail: 'Off (flux.watchers.enabled).',
      lastRunAt: watching.watchers()[0]?.lastRunAt,
    });
    settings['watchers.enabled'] = true;
    watching.hear({ kind: 'opened' });
    await offered(watching, 1);
  });

  it('waits longer for quiet where its proposals are refused', async () => {
    const { watching, watcher, found } = await open();
    settings['watchers.quietMs'] = 100;
    for (let times = 0; times < 8; times++) {
      found.splice(0, 1, finding({ cause: `${times}` }));
      watching.hear(saved);
      await offered(watching, 1);
      await watching.dismiss(watching.proposals()[0]?.id ?? '');
    }
    assert.deepEqual(watching.unwanted(), ['failing_tests']);
    const before = watcher.looks.length;
    const since = Date.now();
    watching.hear(saved);
    await looked(watcher, before + 1);
    assert.ok(Date.now() - since >= 250, `${Date.now() - since} ms`);
    await watching.resetLearning();
    assert.deepEqual([watching.learnt(), watching.unwanted()], [{}, []]);
  });

  it('begins once the store can be read', async () => {
    const store = await openStore({ file: join(folder, 'other.db'), workerUrl: worker.file });
    let isBroken = true;
    const getNote = (name: string) =>
      isBroken ? Promise.reject(new FluxError('store_failed', 'The disk is full.')) : store.getNote(name);
    const { watching, watcher, log } = await open({ store: { ...store, getNote } });
    assert.match(log.warnings.join(), /The disk is full/);
    isBroken = false;
    await watching.refresh();
    await looked(watcher, 1);
    await watching.dispose();
    await store.close();
  });

  it('closes while its tests run, and does not begin again', async () => {
    const watcher = play({}, (signal) => hang(signal));
    const { watching, store } = await open({ watchers: [watcher] });
    await until('it looks', () => watcher.going.now === 1);
    await watching.dispose();
    assert.equal(watcher.going.now, 0);
    watching.typed();
    watching.hear(saved);
    await sleep(100);
    assert.equal(watcher.looks.length, 1);
    assert.equal(await store.claim('watchers', { id: 'another', pid: process.pid }), true, 'its word is given back');
  });
});
