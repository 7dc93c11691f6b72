import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StorePort } from '../../../../src/contracts/store';
import type { Proposal } from '../../../../src/contracts/watch';
import { createProposals, type Proposals } from '../../../../src/core/watch/proposals';
import { openStore } from '../../../../src/node/store/sqliteStore';
import { bundle } from '../../node/buildWorker';
import { finding } from './stand';

const hour = 3_600_000;

describe('proposals', function () {
  this.timeout(30_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let folder: string;
  let store: StorePort;
  let clock: number;
  let learns: boolean;
  const opened: StorePort[] = [];
  let own: Proposals;

  before(async () => void (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux-proposals-'));
    clock = 1_700_000_000_000;
    learns = true;
    store = await open();
    own = await window(store);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
    await rm(folder, { recursive: true, force: true });
  });

  async function open(): Promise<StorePort> {
    const made = await openStore({ file: join(folder, 'sessions.db'), workerUrl: worker.file });
    opened.push(made);
    return made;
  }
  async function window(notes: StorePort): Promise<Proposals> {
    const made = createProposals({ notes, newId: randomUUID, now: () => clock, learns: () => learns });
    await made.load();
    return made;
  }
  const idOf = (proposals: Proposals = own) => {
    const [first] = proposals.list();
    assert.ok(first, 'something is offered');
    return first.id;
  };
  const keys = (proposals: Proposals = own) => proposals.list().map(({ id }) => proposals.offer(id)?.key);

  it('are the same as long as their cause is, and another one for another cause', async () => {
    await own.found('tests', [finding()]);
    const id = idOf();
    clock += hour;
    await own.found('tests', [finding({ title: 'another title' })]);
    assert.deepEqual([idOf(), own.list()[0]?.title, own.list()[0]?.createdAt], [id, 'another title', clock - hour]);
    await own.found('tests', [finding({ cause: 'adds\nsubtracts' })]);
    assert.notEqual(idOf(), id);
    assert.equal(own.offer(id), undefined);
    assert.equal(own.list()[0]?.createdAt, clock);
  });

  it('go with their cause, and each watcher speaks for its own', async () => {
    await own.found('tests', [finding(), finding({ key: 'b.test.js' })]);
    await own.found('git', [finding({ kind: 'behind', key: 'main' })]);
    await own.found('tests', [finding({ key: 'b.test.js' })]);
    assert.deepEqual(keys().sort(), ['b.test.js', 'main']);
    await own.found('git', []);
    assert.deepEqual(keys(), ['b.test.js']);
  });

  it('are made once of what is found twice, and of the best where there is too much', async () => {
    await own.found('tests', [finding(), finding({ title: 'again' })]);
    assert.deepEqual(own.list().map(({ title }) => title).length, 1);
    await own.found(
      'tests',
      Array.from({ length: 1_000 }, (_, at) => finding({ key: `${at}.test.js`, sure: at / 1_000 })),
    );
    assert.equal(own.list().length, 50);
    assert.equal(keys()[0], '999.test.js');
  });

  it('tell of changes, and of nothing where nothing has changed', async () => {
    const heard: (readonly Proposal[])[] = [];
    own.onDidChange((proposals) => heard.push(proposals));
    await own.found('tests', [finding()]);
    await own.found('tests', [finding()]);
    await own.load();
    assert.equal(heard.length, 1);
    const before = await (await open()).version();
    await own.found('tests', [finding()]);
    assert.equal(await opened.at(-1)?.version(), before, 'and nothing is written');
  });

  it('stay away once dismissed, until their cause changes or is gone and back', async () => {
    await own.found('tests', [finding()]);
    await own.dismiss(idOf(), 'once');
    assert.deepEqual(own.list(), []);
    await own.found('tests', [finding()]);
    assert.deepEqual(own.list(), []);
    await own.found('tests', [finding({ cause: 'another' })]);
    assert.equal(own.list().length, 1);
    await own.dismiss(idOf(), 'once');
    await own.found('tests', []);
    await own.found('tests', [finding({ cause: 'another' })]);
    assert.equal(own.list().length, 1);
  });

  it('stay away while their watcher is off, and once dismissed also when it is on again', async () => {
    await own.found('tests', [finding(), finding({ key: 'b.test.js' })]);
    await own.dismiss(idOf(), 'once');
    const dismissed = finding({ key: keys()[0] === 'b.test.js' ? 'a.test.js' : 'b.test.js' });
    await own.found('tests', undefined);
    assert.deepEqual(own.list(), []);
    await own.found('tests', [dismissed]);
    assert.deepEqual(own.list(), []);
    await own.found('tests', []);
    await own.found('tests', [dismissed]);
    assert.equal(own.list().length, 1);
  });

  it('come back from a snooze by time, also when the clock jumps, and say so', async () => {
    await own.found('tests', [finding()]);
    await own.snooze(idOf(), 4 * hour);
    clock += 4 * hour - 1;
    assert.deepEqual(own.list(), []);
    let heard = 0;
    own.onDidChange(() => heard++);
    own.passTime();
    assert.equal(heard, 0);
    clock += 1;
    own.passTime();
    own.passTime();
    assert.equal(heard, 1);
    assert.equal(own.list().length, 1);
    await own.snooze(idOf(), 4 * hour);
    clock -= 300 * 24 * hour;
    assert.equal(own.list().length, 1, 'not after 300 days');
    assert.deepEqual(own.learnt(), {}, 'a snooze says nothing of the kind');
  });

  it('of a muted kind are not shown, and only a reset brings them back', async () => {
    await own.found('tests', [finding(), finding({ key: 'b.test.js' })]);
    await own.found('git', [finding({ kind: 'behind', key: 'main' })]);
    const [test] = own.list().filter(({ kind }) => kind === 'failing_tests');
    await own.dismiss(test?.id ?? '', 'kind');
    assert.deepEqual(keys(), ['main']);
    await own.found('tests', [finding({ key: 'c.test.js' })]);
    assert.deepEqual(keys(), ['main']);
    assert.equal((await window(await open())).list().length, 1);
    await own.resetLearning();
    assert.deepEqual(keys().sort(), ['c.test.js', 'main']);
    assert.deepEqual(own.learnt(), {});
    await own.dismiss(own.list().find(({ kind }) => kind === 'failing_tests')?.id ?? '', 'kind');
    assert.deepEqual(keys(), ['main']);
    await own.resetLearning();
    assert.deepEqual(keys().sort(), ['c.test.js', 'main'], 'also the one at which it was said');
  });

  it('are hidden while their session goes on, and offered again when it ends and they still hold', async () => {
    await own.found('tests', [finding()]);
    const id = idOf();
    await own.taken(id, 's1');
    assert.deepEqual(own.list(), []);
    assert.equal(own.offer(id)?.taken, 's1');
    await own.found('tests', [finding({ cause: 'half of it' })]);
    assert.deepEqual(own.list(), [], 'the session is still at it');
    assert.deepEqual(own.underWay(), ['s1']);
    await own.ended('another');
    assert.deepEqual(own.list(), []);
    await own.ended('s1');
    assert.equal(own.list().length, 1);
    assert.deepEqual(own.underWay(), []);
    assert.equal(own.learnt().failing_tests?.taken, 1);
    await own.undone('s1');
    await Promise.all([own.undone('s1'), own.undone('s1')]);
    assert.equal(own.learnt().failing_tests?.undone, 1, 'an undo counts once');
  });

  it('are counted for ever by what became of them, also where nothing is learnt', async () => {
    learns = false;
    for (let time = 0; time < 30; time++) {
      await own.found('tests', [finding({ key: 'a', cause: 'one' }), finding({ key: 'b', cause: `${time}` })]);
      await own.dismiss(own.list().find(({ id }) => own.offer(id)?.key === 'a')!.id, 'once');
      await own.found('tests', [finding({ key: 'b', cause: `${time} more` })]);
      clock += 30 * 24 * hour;
    }
    await own.taken(idOf(), 's');
    await own.undone('s');
    await own.resetLearning();
    const expected = { failing_tests: { suggested: 31, started: 1, dismissed: 30, undone: 1 } };
    assert.deepEqual([own.totals(), own.learnt()], [expected, {}]);
    assert.deepEqual((await window(await open())).totals(), expected, 'they survive a reload');
  });

  it('begin their counts with what was learnt before there were any, and pass over damage', async () => {
    const learnt = { failing_tests: { taken: 2.2, dismissed: 3.4, undone: 0, at: clock } };
    const totalsOf = async (stored: object) => {
      await store.putNote('watch.acts', JSON.stringify(stored));
      return (await window(store)).totals();
    };
    assert.deepEqual(await totalsOf({ learnt }), {
      failing_tests: { suggested: 5, started: 2, dismissed: 3, undone: 0 },
    });
    const whole = { suggested: 1, started: 0, dismissed: 0, undone: 0 };
    const damaged = { behind: whole, comment: { ...whole, started: -1 }, conflicts: 7, nothing_such: whole };
    assert.deepEqual(await totalsOf({ learnt, totals: damaged }), { behind: whole });
    assert.deepEqual(await totalsOf({ learnt, totals: 'x' }), {});
  });

  it('survive a reload, with what was dismissed and taken', async () => {
    await own.found(
      'tests',
      ['a', 'b', 'c', 'd'].map((key) => finding({ key, places: [{ path: key, line: 3 }] })),
    );
    const before = own.list();
    await own.dismiss(before[0]?.id ?? '', 'once');
    await own.taken(before[1]?.id ?? '', 's1');
    await store.close();
    opened.splice(0);
    const again = await window(await open());
    assert.deepEqual(again.list(), own.list());
    assert.equal(again.list().length, 2);
    assert.deepEqual(
      again
        .of('tests')
        .map(({ key }) => key)
        .sort(),
      ['a', 'b', 'c', 'd'],
    );
    await again.ended('s1');
    assert.equal(again.list().length, 3);
  });

  it('of two windows: one finds, the other sees, and what is done in either is kept', async () => {
    const other = await window(await open());
    await own.found(
      'tests',
      ['a', 'b', 'c', 'd'].map((key) => finding({ key })),
    );
    await other.load();
    assert.deepEqual(other.list(), own.list());
    const ids = own.list().map(({ id }) => id);
    await Promise.all([
      own.dismiss(ids[0] ?? '', 'once'),
      other.dismiss(ids[1] ?? '', 'once'),
      own.taken(ids[2] ?? '', 's1'),
      other.snooze(ids[3] ?? '', hour),
    ]);
    for (const each of [own, other]) {
      await each.loadActs();
      assert.deepEqual(each.list(), []);
      assert.equal(each.learnt().failing_tests?.dismissed, 2);
      assert.equal(each.learnt().failing_tests?.taken, 1);
    }
    await own.found(
      'tests',
      ['a', 'b', 'c', 'd'].map((key) => finding({ key })),
    );
    assert.deepEqual(own.list(), [], 'what the finder writes does not undo it');
  });

  it('lose no act of many at once in three windows', async () => {
    const windows = [own, await window(await open()), await window(await open())];
    await own.found(
      'tests',
      Array.from({ length: 30 }, (_, at) => finding({ key: `${at}` })),
    );
    for (const each of windows) await each.load();
    const ids = own.list().map(({ id }) => id);
    await Promise.all(ids.map((id, at) => windows[at % 3]?.dismiss(id, 'once')));
    for (const each of windows) {
      await each.load();
      assert.deepEqual(each.list(), []);
    }
    assert.equal(own.learnt().failing_tests?.dismissed, 20, 'no count grows beyond 20');
  });

  it('rank by how sure, how useful and how wanted they are, the older first', async () => {
    await own.found('tests', [
      finding({ key: 'low', sure: 0.2 }),
      finding({ key: 'older' }),
      finding({ key: 'high', sure: 1, useful: 1 }),
    ]);
    clock += 1;
    await own.found('git', [finding({ key: 'newer', kind: 'failing_tests' })]);
    assert.deepEqual(keys(), ['high', 'older', 'newer', 'low']);
    for (let times = 0; times < 5; times++) await own.taken(own.list()[0]?.id ?? '', `s${times}`);
    for (let times = 0; times < 5; times++) await own.ended(`s${times}`);
    assert.deepEqual(keys(), ['high', 'older', 'newer', 'low'], 'an order where weights would be above 1, too');
    assert.ok(own.list().every(({ weight }) => weight >= 0 && weight <= 1));
  });

  it('found together stay in their order, such as that of the lines of a file', async () => {
    const asked = [...'zamkbq'].map((key) => finding({ kind: 'comment', key }));
    await own.found('comments', asked);
    assert.deepEqual(keys(), [...'zamkbq']);
    assert.deepEqual(keys(await window(await open())), [...'zamkbq']);
  });

  it('learn nothing where that is switched off', async () => {
    learns = false;
    await own.found('tests', [finding()]);
    await own.dismiss(idOf(), 'once');
    assert.deepEqual([own.list(), own.learnt(), own.affinity('failing_tests')], [[], {}, 1]);
  });

  const damages = {
    'no JSON': '{"dismissed": {',
    'another kind of value': '"text"',
    null: 'null',
    'a list': '[1, 2]',
    'fields of other kinds': JSON.stringify({
      dismissed: [1],
      muted: 'behind',
      learnt: 7,
      sessions: { s: 1, t: null },
    }),
    'damaged entries': JSON.stringify({
      dismissed: { x: null, 'failing_tests a.test.js': { cause: 7 } },
      muted: ['nobody', null],
      learnt: { failing_tests: { taken: -1, dismissed: 0, undone: 0, at: 0 }, behind: null, __proto__: 3 },
      sessions: { s1: { kind: 'nobody', key: 'a' } },
    }),
  };
  for (const [what, text] of Object.entries(damages))
    it(`begin anew where what is stored is damaged: ${what}`, async () => {
      await store.putNote('watch.acts', text);
      await store.putNote('watch.offers', text);
      const again = await window(store);
      assert.deepEqual([again.list(), again.learnt(), again.unwanted()], [[], {}, []]);
      await again.found('tests', [finding()]);
      await again.dismiss(idOf(again), 'once');
      assert.equal((await window(store)).learnt().failing_tests?.dismissed, 1);
    });

  it('leave out stored offers that could not be shown', async () => {
    await own.found('tests', [finding(), finding({ key: 'b.test.js' })]);
    const [first, second] = JSON.parse((await store.getNote('watch.offers')) ?? '[]') as Record<string, unknown>[];
    for (const damage of [{ places: [null] }, { paths: [3] }, { kind: 'nobody' }, { sure: 'x' }, { detail: {} }]) {
      await store.putNote('watch.offers', JSON.stringify([{ ...first, ...damage }, second, null, 3]));
      assert.deepEqual(
        (await window(store)).list().map(({ id }) => id),
        [second?.['id']],
      );
    }
  });

  it('hold in this window also where the disk refuses them', async () => {
    await own.found('tests', [finding(), finding({ key: 'b.test.js' })]);
    const id = idOf();
    const db = new DatabaseSync(join(folder, 'sessions.db'));
    try {
      db.exec('ALTER TABLE notes RENAME TO gone');
      await assert.rejects(own.dismiss(id, 'once'));
      assert.equal(own.list().length, 1);
      assert.equal(own.learnt().failing_tests?.dismissed, 1);
      await assert.rejects(own.found('tests', [finding({ key: 'c.test.js' })]));
      db.exec('ALTER TABLE gone RENAME TO notes');
    } finally {
      db.close();
    }
    await own.found('tests', [finding({ key: 'c.test.js' })]);
    assert.deepEqual(keys(await window(await open())), ['c.test.js'], 'what was not stored is, the next time');
  });
});
