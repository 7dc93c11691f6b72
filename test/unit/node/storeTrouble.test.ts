import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FluxError } from '../../../src/base/errors';
import type { StorePort } from '../../../src/contracts/store';
import { createSessionLog, openSessionLog, readSession } from '../../../src/core/session/sessionLog';
import { openStore } from '../../../src/node/store/sqliteStore';
import { bundle } from './buildWorker';
import { createdEvent, snapshotOf } from './storeSamples';

const created = (id: string) => ({
  kind: 'session.created' as const,
  id,
  name: id,
  goal: 'a goal',
  origin: 'api' as const,
});

/** A disk, a clock or another process that does not do what one would wish. Further cases: sqliteStore.test.ts. */
describe('sqliteStore in trouble', function () {
  this.timeout(60_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let folder: string;
  const opened: StorePort[] = [];
  const children: ChildProcess[] = [];
  const mounted: string[] = [];

  before(async () => (worker = await bundle('src/node/store/storeWorker.ts')));
  after(() => worker.remove());
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'flux-trouble-'))));
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close().catch(() => undefined)));
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const path of mounted.splice(0)) execFileSync('umount', [path]);
    await chmod(folder, 0o755);
    await rm(folder, { recursive: true, force: true });
  });

  async function open(file = join(folder, 's.db')): Promise<StorePort> {
    const store = await openStore({ file, workerUrl: worker.file });
    opened.push(store);
    return store;
  }
  const fails = (why: RegExp, retryable: boolean) => (error: unknown) => {
    assert.ok(FluxError.is(error, 'store_failed'), String(error));
    assert.match(error.message, why);
    assert.equal(error.retryable, retryable);
    return true;
  };
  /** A process that runs a script with `db`, an open database, and says when it is through. */
  async function holder(script: string): Promise<ChildProcess> {
    const code =
      `const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(process.argv[1]); ${script}; ` +
      `console.log('through'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--no-warnings', '-e', code, join(folder, 's.db')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  }
  /** A disk in memory; false where this may not be had. */
  async function mount(path: string, options: string): Promise<boolean> {
    await mkdir(path);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'ignore' });
    } catch {
      return false;
    }
    mounted.push(path);
    return true;
  }

  it('says that another process keeps it locked, and goes on once that has gone', async () => {
    const store = await open();
    await store.append('s', [createdEvent('s', 1)], snapshotOf('s'));
    const child = await holder(`db.exec('BEGIN IMMEDIATE')`);
    const start = performance.now();
    await assert.rejects(
      store.append('s', [createdEvent('s', 2)], snapshotOf('s')),
      fails(/has locked the session store\. Try again\./, true),
    );
    assert.ok(performance.now() - start > 4_500);
    assert.equal((await store.events('s')).length, 1, 'reading goes on meanwhile');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await store.append('s', [createdEvent('s', 2)], snapshotOf('s'));
    assert.equal((await store.events('s')).length, 2);
  });

  it('says that the disk is full, has lost nothing, and goes on once there is room', async function () {
    const disk = join(folder, 'disk');
    if (!(await mount(disk, 'size=1m'))) return this.skip();
    const store = await open(join(disk, 's.db'));
    let acknowledged = 0;
    const append = async () => {
      await store.append(
        's',
        [createdEvent('s', acknowledged + 1, { output: 'x'.repeat(20_000) })],
        snapshotOf('s', { revision: acknowledged + 1 }),
      );
      acknowledged++;
    };
    await assert.rejects(
      async () => {
        for (;;) await append();
      },
      fails(/disk is full, so nothing more can be recorded/, true),
    );
    assert.ok(acknowledged > 5);
    assert.equal((await store.events('s')).length, acknowledged);
    await assert.rejects(
      store.putBytes([new Uint8Array(2_000_000).map((_, at) => (at * 2_654_435_761) >>> 24)]),
      fails(/disk is full/, true),
    );
    execFileSync('mount', ['-o', 'remount,size=4m', disk]);
    await append();
    assert.deepEqual(
      (await store.events('s')).map(({ seq }) => seq),
      Array.from({ length: acknowledged }, (_, index) => index + 1),
    );
    await store.close();
    assert.equal((await (await open(join(disk, 's.db'))).events('s')).length, acknowledged);
    await Promise.all(opened.splice(0).map((each) => each.close()));
  });

  it('says that the disk is full when there is no room to begin with', async function () {
    const disk = join(folder, 'disk');
    if (!(await mount(disk, 'size=16k'))) return this.skip();
    await assert.rejects(open(join(disk, 's.db')), fails(/disk (?:is full|failed)/, true));
  });

  it('says that its folder is read-only', async function () {
    const disk = join(folder, 'disk');
    if (!(await mount(disk, 'size=4m'))) return this.skip();
    const store = await open(join(disk, 's.db'));
    await store.append('s', [createdEvent('s', 1)], snapshotOf('s'));
    await store.close();
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    await assert.rejects(open(join(disk, 's.db')), fails(/cannot be opened|read-only/, false));
    await assert.rejects(open(join(disk, 'deep', 's.db')), fails(/cannot be used.*Check/, false));
    execFileSync('mount', ['-o', 'remount,rw', disk]);
    assert.equal((await (await open(join(disk, 's.db'))).events('s')).length, 1, 'nothing is lost');
    await Promise.all(opened.splice(0).map((each) => each.close()));
  });

  it('says that its file is read-only', async function () {
    const store = await open();
    await store.append('s', [createdEvent('s', 1)], snapshotOf('s'));
    await store.close();
    await chmod(join(folder, 's.db'), 0o444);
    // The administrator may write whatever the permissions say.
    if (
      await writeFile(join(folder, 's.db'), '', { flag: 'a' }).then(
        () => true,
        () => false,
      )
    )
      return this.skip();
    await assert.rejects(
      open().then((again) => again.append('s', [createdEvent('s', 2)], snapshotOf('s'))),
      fails(/read-only\. Make .* writable/, false),
    );
  });

  it('keeps times from going back, and the order, when the clock does', async () => {
    const store = await open();
    let clock = 5_000;
    const deps = { store, now: () => clock, changed: () => {} };
    const log = await createSessionLog(deps, created('s'));
    await log.append({ kind: 'feedback.added', text: 'first' });
    clock = 10;
    await log.append({ kind: 'feedback.added', text: 'second' });
    const again = await openSessionLog(deps, 's');
    await again!.append({ kind: 'feedback.added', text: 'third' });
    clock = 6_000;
    await again!.append({ kind: 'feedback.added', text: 'fourth' });
    assert.deepEqual(
      (await store.events('s')).map(({ at }) => at),
      [5_000, 5_000, 5_000, 5_000, 6_000],
    );
    assert.deepEqual(
      again!.snapshot.feedback.map(({ text }) => text),
      ['first', 'second', 'third', 'fourth'],
    );
  });

  it('takes the events of one window only where two go on with the same session', async () => {
    const [one, two] = [await open(), await open()];
    const deps = (store: StorePort) => ({ store, now: Date.now, changed: () => {} });
    const first = await createSessionLog(deps(one), created('s'));
    const second = (await openSessionLog(deps(two), 's'))!;
    const asked = [...Array(20)].flatMap((_, index) =>
      [first, second].map((log, which) => log.append({ kind: 'feedback.added', text: `${which}-${index}` })),
    );
    const ended = await Promise.allSettled(asked);
    for (const end of ended)
      if (end.status === 'rejected') assert.ok(FluxError.is(end.reason, 'store_conflict'), String(end.reason));
    const events = await one.events('s');
    assert.equal(events.length, 1 + ended.filter(({ status }) => status === 'fulfilled').length);
    assert.deepEqual(
      events.map(({ seq }) => seq),
      events.map((_, index) => index + 1),
    );
    const stored = (await readSession(two, 's'))!;
    assert.equal(stored.feedback.length, events.length - 1, 'what was refused is nowhere');
    assert.ok(
      [first, second].some((log) => log.snapshot.revision === events.length),
      'one of them knows all',
    );
    await assert.rejects(
      [first, second]
        .find((log) => log.snapshot.revision < events.length)!
        .append({ kind: 'feedback.added', text: 'late' }),
      { reason: 'store_conflict', message: /Check its current state/ },
    );
  });

  it('keeps two sessions of one name apart', async () => {
    const [one, two] = [await open(), await open()];
    // Two windows that have both seen the name free.
    await Promise.all([
      one.append('a', [createdEvent('a', 1)], snapshotOf('a', { name: 'twin', createdAt: 1 })),
      two.append('b', [createdEvent('b', 1)], snapshotOf('b', { name: 'twin', createdAt: 2 })),
    ]);
    assert.deepEqual(
      (await one.search('twin', 9)).map(({ id }) => id),
      ['b', 'a'],
    );
    assert.equal(await one.find('twin'), 'b', 'the newer one');
    assert.equal(await one.find('a'), 'a');
    await two.remove('b');
    assert.equal(await one.find('twin'), 'a');
  });
});
