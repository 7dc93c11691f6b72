import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { FluxError } from '../../../src/base/errors';
import type { SessionSnapshot } from '../../../src/contracts/session';
import type { StorePort } from '../../../src/contracts/store';
import { jsonParts } from '../../../src/node/store/jsonParts';
import { openStore } from '../../../src/node/store/sqliteStore';
import { bundle } from './buildWorker';
import { createdEvent, snapshotOf } from './storeSamples';
import { until } from '../../harness/until.mjs';

describe('sqliteStore', function () {
  this.timeout(30_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let writer: Awaited<ReturnType<typeof bundle>>;
  let folder: string;
  let file: string;
  const opened: StorePort[] = [];

  before(async () => {
    worker = await bundle('src/node/store/storeWorker.ts');
    writer = await bundle('test/unit/node/storeWriter.ts');
  });
  after(async () => {
    await worker.remove();
    await writer.remove();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flux store-'));
    file = join(folder, 'deep', 'sessions.db');
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    await rm(folder, { recursive: true, force: true });
  });

  async function open(onSetAside?: (path: string) => void): Promise<StorePort> {
    const store = await openStore({ file, workerUrl: pathToFileURL(worker.file), onSetAside });
    opened.push(store);
    return store;
  }
  /** Looks into the file, or changes it, behind the store's back. */
  function withDatabase(use: (db: DatabaseSync) => unknown): void {
    const db = new DatabaseSync(file);
    try {
      use(db);
    } finally {
      db.close();
    }
  }
  /** Threads of this process that are still at work. */
  const workers = () => (process.report.getReport() as unknown as { workers: unknown[] }).workers;
  const reason = (expected: string) => (error: unknown) => {
    assert.ok(FluxError.is(error, expected), `expected ${expected}, got ${String(error)}`);
    assert.match(error.message, /\.$/);
    return true;
  };

  it('gives back what was appended, also to a connection opened later', async () => {
    const store = await open();
    await store.append(
      's1',
      [createdEvent('s1', 1), createdEvent('s1', 2, { goal: 'naïve ☃ "quoted"\u2028' })],
      snapshotOf('s1', { revision: 2 }),
    );
    await store.append(
      's1',
      [createdEvent('s1', 3)],
      snapshotOf('s1', { revision: 3, name: 'renamed', state: 'complete', progress: 1 }),
    );
    await store.close();
    const again = await open();
    assert.deepEqual(
      (await again.events('s1')).map((event) => event.seq),
      [1, 2, 3],
    );
    assert.deepEqual(await again.events('s1', 2), [createdEvent('s1', 3)]);
    assert.equal((await again.events('s1'))[1]?.kind === 'session.created' && (await again.events('s1', 1))[0]?.seq, 2);
    assert.equal((await again.snapshot('s1'))?.revision, 3);
    assert.deepEqual(await again.list(), [
      { id: 's1', name: 'renamed', goal: 'a goal', state: 'complete', progress: 1, createdAt: 1000, updatedAt: 2000 },
    ]);
    assert.equal(await again.snapshot('nobody'), undefined);
    assert.deepEqual(await again.events('nobody'), []);
  });

  it('lists the newest first and finds by id before name', async () => {
    const store = await open();
    await store.append('a', [createdEvent('a', 1)], snapshotOf('a', { name: 'twin', createdAt: 1 }));
    await store.append('b', [createdEvent('b', 1)], snapshotOf('b', { name: 'twin', createdAt: 2 }));
    await store.append('twin2', [createdEvent('twin2', 1)], snapshotOf('twin2', { name: 'a', createdAt: 3 }));
    assert.deepEqual(
      (await store.list()).map(({ id }) => id),
      ['twin2', 'b', 'a'],
    );
    assert.equal(await store.find('a'), 'a');
    assert.equal(await store.find('twin'), 'b');
    assert.equal(await store.find('TWIN'), undefined);
  });

  it('finds by words of the name, letter case aside: the exact name, then what begins with the text, then the newest', async () => {
    const store = await open();
    const names = [
      'fix-login',
      'login',
      'Login page',
      'old login fix',
      'ÜBER Straße',
      'Ελληνικός Δρόμος',
      'İstanbul',
      '100%_done',
      '100 done',
      'login-2',
    ];
    for (const [index, name] of names.entries())
      await store.append(
        `s${index}`,
        [createdEvent(`s${index}`, 1)],
        snapshotOf(`s${index}`, { name, createdAt: index }),
      );
    const found = async (text: string, limit = 50) => (await store.search(text, limit)).map(({ name }) => name);
    assert.deepEqual(await found('login'), ['login', 'login-2', 'Login page', 'old login fix', 'fix-login']);
    assert.deepEqual(await found(' LOGIN  fix '), ['old login fix', 'fix-login']);
    assert.deepEqual(await found('login', 2), ['login', 'login-2']);
    assert.deepEqual(await found('über STRASSE'), ['ÜBER Straße']);
    assert.deepEqual(await found('ΕΛΛΗΝΙΚΟΣ'), [], 'accents count');
    assert.deepEqual(await found('ελληνικόσ δρόμοσ'), ['Ελληνικός Δρόμος']);
    assert.deepEqual(await found('istan'), ['İstanbul']);
    assert.deepEqual(await found('100%'), ['100%_done']);
    assert.deepEqual(await found('%_'), ['100%_done']);
    assert.deepEqual(await found(`'"; --`), []);
    assert.deepEqual(await found('', 3), [...names].reverse().slice(0, 3));
    assert.deepEqual(await found('', -1), []);
    await store.append('s0', [createdEvent('s0', 2)], snapshotOf('s0', { name: 'Renamed' }));
    assert.deepEqual(await found('fix'), ['old login fix']);
    assert.deepEqual(
      await store.search('renamed', 1),
      (await store.list()).filter(({ id }) => id === 's0'),
    );
  });

  it('refuses a number that another connection took, whole batches at a time', async () => {
    const [one, two] = [await open(), await open()];
    await one.append('s', [createdEvent('s', 1)], snapshotOf('s'));
    await two.append('s', [createdEvent('s', 2)], snapshotOf('s', { name: 'two' }));
    await assert.rejects(
      one.append('s', [createdEvent('s', 2), createdEvent('s', 3)], snapshotOf('s', { name: 'one' })),
      reason('store_conflict'),
    );
    await assert.rejects(one.append('s', [createdEvent('s', 4)], snapshotOf('s')), reason('store_conflict'));
    await assert.rejects(
      one.append('s', [createdEvent('s', 3), createdEvent('s', 5)], snapshotOf('s', { name: 'gap' })),
      /does not follow/,
    );
    assert.equal((await one.events('s')).length, 2);
    assert.deepEqual(
      (await one.list()).map(({ name }) => name),
      ['two'],
    );
  });

  it('lets two connections write side by side without losing anything', async () => {
    const stores = [await open(), await open()];
    await Promise.all(
      stores.map(async (store, which) => {
        for (let seq = 1; seq <= 40; seq++)
          await store.append(`s${which}`, [createdEvent(`s${which}`, seq)], snapshotOf(`s${which}`, { revision: seq }));
      }),
    );
    for (const which of [0, 1]) assert.equal((await stores[0]?.events(`s${which}`))?.length, 40);
  });

  it('changes its version only for what other connections wrote', async () => {
    const [one, two] = [await open(), await open()];
    const before = await one.version();
    await one.append('s', [createdEvent('s', 1)], snapshotOf('s'));
    await one.claim('s', { id: 'me', pid: process.pid });
    assert.equal(await one.version(), before);
    await two.claim('other', { id: 'two', pid: process.pid });
    assert.equal(await one.version(), before);
    await two.append('t', [createdEvent('t', 1)], snapshotOf('t'));
    assert.notEqual(await one.version(), before);
  });

  it('stores a fold when the state changes, when the events outgrow it and at the end, never an older one over a newer', async () => {
    const store = await open();
    const stored = async () => (await store.snapshot('s'))?.revision;
    const append = (seq: number, extra: Partial<SessionSnapshot> = {}, more: object = {}) =>
      store.append('s', [createdEvent('s', seq, more)], snapshotOf('s', { revision: seq, ...extra }));
    await append(1);
    await until('it has come to that', async () => (await stored()) === 1);
    for (let seq = 2; seq <= 20; seq++) await append(seq);
    assert.equal(await stored(), 1);
    await append(21, { state: 'implementation' });
    await until('it has come to that', async () => (await stored()) === 21);
    await append(22, { state: 'implementation' }, { output: 'x'.repeat(70_000) });
    await until('it has come to that', async () => (await stored()) === 22);
    await append(23, { state: 'implementation' });
    await store.close();
    const again = await open();
    assert.equal((await again.snapshot('s'))?.revision, 23);
    withDatabase((db) => db.exec('UPDATE snapshots SET revision = 100'));
    await again.append('s', [createdEvent('s', 24)], snapshotOf('s', { revision: 24 }));
    await again.close();
    assert.equal((await (await open()).snapshot('s'))?.revision, 23, 'another window has stored a newer one');
  });

  it("does not bring a removed session's fold back", async () => {
    const store = await open();
    const large = snapshotOf('s', {
      feedback: Array.from({ length: 60_000 }, () => ({ text: 'x'.repeat(60), at: 1, seen: true })),
    });
    await store.append('s', [createdEvent('s', 1)], large);
    await store.remove('s');
    await store.close();
    await (await open()).close();
    withDatabase((db) => assert.equal(db.prepare('SELECT count(*) AS n FROM snapshots').get()?.['n'], 0));
  });

  it('makes the JSON of a large fold piece by piece', async () => {
    const steps = Array.from({ length: 4000 }, (_, index) => ({
      id: `s${index}`,
      title: 't',
      result: `line ${index}\n"ü"`.repeat(300),
    }));
    const large = snapshotOf('s', {
      plan: { summary: 'p', source: 'model', steps } as unknown as SessionSnapshot['plan'],
    });
    assert.ok(Math.max(...[...jsonParts(large, 4)].map((piece) => piece.length)) < 10_000);
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(5), (value, depth) =>
        assert.equal([...jsonParts(value, depth)].join(''), JSON.stringify(value)),
      ),
    );
    assert.equal([...jsonParts({ a: undefined, b: [undefined, { c: undefined }] }, 3)].join(''), '{"b":[null,{}]}');
    const store = await open();
    await store.append('s', [createdEvent('s', 1)], large);
    await store.close();
    assert.deepEqual(await (await open()).snapshot('s'), JSON.parse(JSON.stringify(large)));
  });

  it('reads many events page by page', async () => {
    const store = await open();
    for (const count of [499, 1, 500, 700]) {
      const before = (await store.events('s')).length;
      await store.append(
        's',
        Array.from({ length: count }, (_, index) => createdEvent('s', before + index + 1)),
        snapshotOf('s'),
      );
      assert.deepEqual(
        (await store.events('s')).map(({ seq }) => seq),
        Array.from({ length: before + count }, (_, index) => index + 1),
      );
    }
    assert.deepEqual((await store.events('s', 1200)).map(({ seq }) => seq).slice(0, 2), [1201, 1202]);
    assert.equal((await store.events('s', 1200)).length, 500);
    assert.deepEqual(await store.events('s', 1700), []);
  });

  it('keeps a text once, short or long, under its hash', async () => {
    const store = await open();
    const long = 'line of text ☃\r\n'.repeat(20_000);
    const key = await store.putText(long);
    assert.match(key, /^[0-9a-f]{32}$/);
    assert.equal(await store.putText(long), key);
    assert.equal(await store.getText(key), long);
    assert.equal(await store.getText(await store.putText('')), '');
    assert.equal(await store.getText('0'.repeat(32)), undefined);
  });

  it('removes a session whole', async () => {
    const store = await open();
    const key = await store.putText('kept for now');
    await store.append('s', [createdEvent('s', 1, { outputKey: key })], snapshotOf('s'));
    await store.claim('s', { id: 'me', pid: process.pid });
    await store.remove('s');
    assert.deepEqual(await store.list(), []);
    assert.deepEqual(await store.events('s'), []);
    assert.equal(await store.snapshot('s'), undefined);
    assert.equal(await store.getText(key), 'kept for now');
    await store.append('s', [createdEvent('s', 1)], snapshotOf('s'));
  });

  it('keeps bytes once, whatever they are, together with texts', async () => {
    const store = await open();
    const random = randomBytes(300_000);
    const lists = [
      Buffer.from('a text'),
      new Uint8Array(0),
      random,
      Buffer.from('line\r\n'.repeat(50_000)),
      random.subarray(10, 20),
      random,
    ];
    const keys = await store.putBytes(lists);
    assert.equal(keys[0], await store.putText('a text'));
    assert.equal(keys[2], keys[5]);
    assert.deepEqual(await store.putBytes([]), []);
    await store.close();
    const again = await open();
    for (const [index, key] of keys.entries())
      assert.ok(Buffer.from(lists[index]!).equals((await again.getBytes(key))!), `item ${index}`);
    assert.equal(await again.getText(keys[0]!), 'a text');
    assert.equal(await again.getBytes('0'.repeat(32)), undefined);
    assert.equal(lists[3]!.length, 300_000, "what was given stays the caller's");
    assert.ok((await stat(file)).size < 460_000, 'long lines are compressed, and the same bytes lie there once');
  });

  it('keeps 50 MB', async () => {
    const store = await open();
    const bytes = randomBytes(1024 * 1024);
    const large = Buffer.concat(Array.from({ length: 50 }, () => bytes));
    const [key = ''] = await store.putBytes([large]);
    assert.ok(large.equals((await store.getBytes(key))!));
  });

  it('frees what only a removed session names, and keeps what another names too', async () => {
    const store = await open();
    const [shared = '', own = '', fresh = ''] = await store.putBytes([
      Buffer.from('shared'),
      Buffer.from('own'),
      Buffer.from('fresh'),
    ]);
    await store.append(
      'a',
      [
        createdEvent('a', 1, {
          files: [{ path: 'x', before: { key: shared }, after: { key: own } }],
          outputKey: fresh,
        }),
      ],
      snapshotOf('a'),
    );
    await store.append('b', [createdEvent('b', 1, { outputKey: shared })], snapshotOf('b'));
    withDatabase((db) => db.prepare('UPDATE texts SET at = 1000 WHERE key <> ?').run(fresh));
    await store.remove('a');
    assert.equal(await store.getText(shared), 'shared');
    assert.equal(await store.getText(own), undefined);
    assert.equal(await store.getText(fresh), 'fresh', 'an event that names it may be about to be written');
    withDatabase((db) => db.exec('UPDATE texts SET at = 1000'));
    await store.close();
    const again = await open();
    assert.equal(await again.getText(fresh), undefined, 'opening removes what nothing names');
    await again.remove('b');
    assert.equal(await again.getText(shared), undefined);
    withDatabase((db) => assert.equal(db.prepare('SELECT count(*) AS n FROM text_references').get()?.['n'], 0));
  });

  it('renews what is kept again, so that it outlives a removal', async () => {
    const store = await open();
    const [key = ''] = await store.putBytes([Buffer.from('again')]);
    await store.append('a', [createdEvent('a', 1, { outputKey: key })], snapshotOf('a'));
    withDatabase((db) => db.exec('UPDATE texts SET at = 1000'));
    await store.putBytes([Buffer.from('again')]);
    await store.remove('a');
    assert.equal(await store.getText(key), 'again');
  });

  it('does not grow while sessions come and go', async () => {
    const store = await open();
    const sizes: number[] = [];
    for (let round = 0; round < 6; round++) {
      const keys = await store.putBytes(Array.from({ length: 40 }, () => randomBytes(50_000)));
      await store.append('s', [createdEvent('s', 1, { keys })], snapshotOf('s'));
      withDatabase((db) => db.exec('UPDATE texts SET at = 1000'));
      await store.remove('s');
      sizes.push((await stat(file)).size);
    }
    assert.ok(sizes.at(-1)! <= sizes[1]! * 1.05, `sizes after each round: ${sizes.join(', ')}`);
  });

  it('gives most of a large file back when it is opened', async () => {
    const store = await open();
    const keys = await store.putBytes(Array.from({ length: 80 }, () => randomBytes(1024 * 1024)));
    await store.append('s', [createdEvent('s', 1, { keys })], snapshotOf('s'));
    withDatabase((db) => db.exec('UPDATE texts SET at = 1000'));
    await store.remove('s');
    await store.close();
    assert.ok((await stat(file)).size > 80_000_000);
    await (await open()).close();
    assert.ok((await stat(file)).size < 1_000_000);
  });

  it('takes a store of the first version along', async () => {
    await mkdir(join(folder, 'deep'));
    await copyFile(join(process.env['FLUX_REPO_ROOT'] ?? '.', 'test/unit/node/fixtures/store-v1.db'), file);
    const store = await open();
    assert.deepEqual((await store.list()).map(({ id }) => id).sort(), ['first', 'second']);
    const keys = (await store.events('first')).map((event) => (event as { outputKey?: string }).outputKey);
    assert.match((await store.getText(keys[1]!)) ?? '', /^a text of the first session alone.*x$/);
    withDatabase((db) => db.exec('UPDATE texts SET at = 1000'));
    await store.remove('first');
    assert.equal(await store.getText(keys[1]!), undefined);
    assert.equal(await store.getText(keys[2]!), 'a text that both sessions name');
  });

  it('gives a session to one living owner', async () => {
    const [one, two] = [await open(), await open()];
    const first = { id: 'first', pid: process.pid };
    const second = { id: 'second', pid: process.pid };
    assert.equal(await one.claim('s', first), true);
    assert.equal(await one.claim('s', first), true);
    assert.equal(await two.claim('s', second), false);
    await two.release('s', second);
    assert.equal(await two.claim('s', second), false);
    assert.deepEqual(await two.orphans(), []);
    await one.release('s', first);
    assert.equal(await two.claim('s', second), true);
  });

  it('takes over at once from a process that is gone and from a store that was closed', async () => {
    const store = await open();
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const leaver = await open();
    assert.equal(await leaver.claim('dead', { id: 'gone', pid: child.pid ?? 0 }), true);
    assert.equal(await leaver.claim('closed', { id: 'closed', pid: process.pid }), true);
    assert.deepEqual(await store.orphans(), ['dead']);
    await leaver.close();
    assert.deepEqual((await store.orphans()).sort(), ['closed', 'dead']);
    assert.equal(await store.claim('dead', { id: 'me', pid: process.pid }), true);
    assert.deepEqual(await store.orphans(), ['closed']);
  });

  it('has every acknowledged event after the writer was killed in the middle', async () => {
    const child = spawn(process.execPath, [writer.file, file, worker.file, 's'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (data) => {
      said += String(data);
      if (said.split('\n').length > 60) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const acknowledged = Number(said.trim().split('\n').at(-1));
    const store = await open();
    const events = await store.events('s');
    assert.ok(
      acknowledged >= 60 && events.length >= acknowledged,
      `${acknowledged} acknowledged, ${events.length} kept`,
    );
    assert.deepEqual(
      events.map((event) => event.seq),
      events.map((_, index) => index + 1),
    );
    assert.ok((await store.snapshot('s'))!.revision <= events.length);
    assert.deepEqual(await store.orphans(), ['s']);
  });

  it('lets many processes open a new file at the same moment', async () => {
    const children = Array.from({ length: 5 }, (_, index) =>
      spawn(process.execPath, [writer.file, file, worker.file, `s${index}`], { stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    const errors: string[] = [];
    await Promise.all(
      children.map(async (child) => {
        child.stderr.on('data', (data) => errors.push(String(data)));
        child.stdout.once('data', () => child.kill('SIGKILL'));
        await once(child, 'close');
      }),
    );
    assert.deepEqual(errors, []);
    assert.equal((await (await open()).list()).length, 5);
  });

  it('sets a file aside that is no database, and starts afresh', async () => {
    await (await open()).close();
    await writeFile(file, 'this is not a database, '.repeat(400));
    const moved: string[] = [];
    const store = await open((path) => moved.push(path));
    assert.deepEqual(await store.list(), []);
    assert.equal(moved.length, 1);
    assert.match(moved[0] ?? '', /sessions\.db\.corrupt-\d{4}-/);
    assert.match(await readFile(moved[0] ?? '', 'utf8'), /^this is not a database/);
    assert.deepEqual(
      (await readdir(join(folder, 'deep'))).filter((name) => name.includes('setting-aside')),
      [],
    );
  });

  it('sets a file aside whose pages are broken', async () => {
    const store = await open();
    for (let seq = 1; seq <= 200; seq++)
      await store.append('s', [createdEvent('s', seq, { goal: 'x'.repeat(500) })], snapshotOf('s'));
    await store.close();
    const bytes = await readFile(file);
    bytes.fill(0x5a, 8192, bytes.length - 4096);
    await writeFile(file, bytes);
    const moved: string[] = [];
    await open((path) => moved.push(path));
    assert.equal(moved.length, 1);
  });

  it('refuses a file of a newer version and leaves it alone', async () => {
    await (await open()).close();
    withDatabase((db) => db.exec('PRAGMA user_version = 999'));
    await assert.rejects(open(), reason('store_newer'));
    assert.deepEqual(
      (await readdir(join(folder, 'deep'))).filter((name) => name.includes('corrupt')),
      [],
    );
  });

  it('says in a sentence when its place cannot be written', async () => {
    file = join(folder, 'taken', 'sessions.db');
    await writeFile(join(folder, 'taken'), 'a file where the folder should be');
    await assert.rejects(open(), reason('store_failed'));
    assert.deepEqual(workers(), [], 'a store that could not be opened has no thread any more');
  });

  it('refuses calls after it was closed', async () => {
    const store = await open();
    await store.close();
    await store.close();
    await assert.rejects(store.list(), reason('store_failed'));
  });
});
