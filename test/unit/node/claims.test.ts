import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StorePort } from '../../../src/contracts/store';
import { createClaimTable } from '../../../src/node/store/claimTable';
import type { OwnerState } from '../../../src/node/store/ownerLocks';
import { openStore } from '../../../src/node/store/sqliteStore';
import { migrate } from '../../../src/node/store/storeSchema';
import { bundle } from './buildWorker';

/**
 * Whether the window that claimed a session still lives, whatever its process id, its computer's name and the clock
 * say.
 */
describe('claims', function () {
  this.timeout(30_000);
  let worker: Awaited<ReturnType<typeof bundle>>;
  let writer: Awaited<ReturnType<typeof bundle>>;
  let file: string;
  let child: ChildProcess;
  let store: StorePort;

  before(async () => {
    worker = await bundle('src/node/store/storeWorker.ts');
    writer = await bundle('test/unit/node/storeWriter.ts');
  });
  after(async () => {
    await worker.remove();
    await writer.remove();
  });
  beforeEach(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'flux-claims-')), 'sessions.db');
    child = spawn(process.execPath, [writer.file, file, worker.file, 's'], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout!, 'data');
    store = await openStore({ file, workerUrl: worker.file });
  });
  afterEach(async () => {
    await kill();
    await store.close();
    await rm(dirname(file), { recursive: true, force: true });
  });

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
  function change(sql: string): void {
    const db = new DatabaseSync(file);
    db.exec(`PRAGMA busy_timeout = 5000; UPDATE claims SET ${sql}`);
    db.close();
  }

  it('are lost at once with the process, also where its number has been given to another', async () => {
    assert.deepEqual(await store.orphans(), []);
    await kill();
    change(`pid = ${process.pid}, beat_at = ${Date.now()}`);
    assert.deepEqual(await store.orphans(), ['s']);
    assert.equal(await store.claim('s', { id: 'me', pid: process.pid }), true);
  });

  it('are lost at once with the process, also where the clock has been put back since', async () => {
    await kill();
    change(`pid = ${process.pid}, beat_at = ${Date.now() + 3_600_000}`);
    assert.deepEqual(await store.orphans(), ['s']);
  });

  it('stay with a living process that was silent for long, as after a sleep of the computer', async () => {
    change(`beat_at = ${Date.now() - 3_600_000}`);
    assert.deepEqual(await store.orphans(), []);
    assert.equal(await store.claim('s', { id: 'me', pid: process.pid }), false);
  });

  it('stay with a living process whose computer has been renamed', async () => {
    change(`host = 'another', beat_at = ${Date.now() - 3_600_000}`);
    assert.deepEqual(await store.orphans(), []);
  });

  it('of another computer hold while they beat', async () => {
    await kill();
    change(`host = 'another', beat_at = ${Date.now()}`);
    assert.deepEqual(await store.orphans(), []);
    change(`beat_at = ${Date.now() - 21_000}`);
    assert.deepEqual(await store.orphans(), ['s']);
  });

  it('leave no file behind when the owner is gone and a window opens', async () => {
    const locks = join(dirname(file), 'windows');
    assert.deepEqual(readdirSync(locks), [`writer-${child.pid}.lock`]);
    await kill();
    assert.equal(await store.claim('s', { id: 'me', pid: process.pid }), true);
    await (await openStore({ file, workerUrl: worker.file })).close();
    assert.deepEqual(readdirSync(locks), ['me.lock']);
    await store.close();
    assert.equal(existsSync(join(locks, 'me.lock')), false);
    store = await openStore({ file, workerUrl: worker.file });
  });

  it('whose beats lie in the future end once those have stood still for long enough', () => {
    const db = new DatabaseSync(':memory:');
    migrate(db);
    const clocks = { wall: 1_000_000, steady: 0 };
    let state: OwnerState = 'unknown';
    const table = createClaimTable(
      db,
      { hold() {}, state: () => state, sweep() {}, stop() {} },
      { now: () => clocks.wall, steady: () => clocks.steady },
    );
    try {
      for (const [host, lock] of [
        ['another', 'unknown'],
        ['another', 'gone'],
        [hostname(), 'unknown'],
      ] as const) {
        state = lock;
        clocks.steady += 100_000;
        db.prepare('INSERT OR REPLACE INTO claims VALUES (?, ?, ?, ?, ?)').run(
          's',
          `${host}-${lock}`,
          process.pid,
          host,
          clocks.wall + 3_600_000,
        );
        assert.deepEqual(table.orphans(), [], `${host} ${lock}`);
        clocks.steady += 19_000;
        assert.deepEqual(table.orphans(), []);
        clocks.steady += 2_000;
        assert.deepEqual(table.orphans(), ['s'], `${host} ${lock}`);
        db.prepare('UPDATE claims SET beat_at = beat_at + 5000').run();
        assert.deepEqual(table.orphans(), [], 'it beats after all');
      }
    } finally {
      table.stop();
      db.close();
    }
  });
});
