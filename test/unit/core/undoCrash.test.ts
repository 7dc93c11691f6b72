import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionEvent } from '../../../src/contracts/events';
import type { UndoReport } from '../../../src/contracts/session';
import { foldUndoHistory } from '../../../src/core/undo/undoHistory';
import { openStore } from '../../../src/node/store/sqliteStore';
import { bundle } from '../node/buildWorker';
import { snapshotOf } from '../node/storeSamples';
import { pretendRun } from './undoRun';
import { realDisk, worldOf } from './undoWorld';

describe('an undo whose process is killed in its middle', function () {
  this.timeout(60_000);
  let built: Awaited<ReturnType<typeof bundle>>[];
  let folder: string;

  before(async () => {
    built = await Promise.all([bundle('src/node/store/storeWorker.ts'), bundle('test/unit/core/undoCrashChild.ts')]);
    folder = await mkdtemp(join(tmpdir(), 'flux crash-'));
  });
  after(async () => {
    for (const { remove } of built) await remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs the undo until it has said so many lines; gives what it said. */
  async function undoUntil(lines: number): Promise<string[]> {
    const [worker, child] = built.map(({ file }) => file);
    const running = spawn(
      process.execPath,
      ['--no-warnings', child!, join(folder, 'store.db'), worker!, join(folder, 'work'), String(lines)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let said = '';
    running.stdout.on('data', (data) => {
      said += String(data);
      if (said.split('\n').length > lines) running.kill('SIGKILL');
    });
    await once(running, 'close');
    return said.trim().split('\n');
  }

  it('is finished by doing it again, and can be redone whole', async () => {
    const store = await openStore({ file: join(folder, 'store.db'), workerUrl: built[0]!.file });
    const disk = realDisk(join(folder, 'work'));
    const world = worldOf(disk, { put: store.putBytes, get: store.getBytes });
    const run = pretendRun(world);
    const names = Array.from({ length: 150 }, (_, index) => `src/${index % 7}/file${index}.txt`);
    const body = (index: number, what: string) =>
      Buffer.from(`${'start\n'.repeat(20)}${what} ${index}\n${'end\n'.repeat(20)}`);
    for (const [index, name] of names.entries()) await disk.write(name, body(index, 'before'));
    const start = await disk.list();
    await run.step('1', names, async () => {
      for (const [index, name] of names.entries()) await disk.write(name, body(index, 'run'));
    });
    await run.step('2', ['made/new.txt'], () => disk.write('made/new.txt', Buffer.from('new')));
    const mine = names.filter((_, index) => index % 10 === 0);
    for (const name of mine) await disk.write(name, Buffer.concat([Buffer.from('mine\n'), (await disk.read(name))!]));
    await store.append(
      's',
      run.events.map((event, index) => ({ ...event, v: 1, seq: index + 1, at: index }) as SessionEvent),
      snapshotOf('s'),
    );

    for (const lines of [5, 40, 60]) {
      const said = await undoUntil(lines);
      assert.ok(!said.some((line) => line.startsWith('report')), 'it was killed before its end');
    }
    const told = (await undoUntil(Infinity)).find((line) => line.startsWith('report '));
    const report = JSON.parse(told!.slice('report '.length)) as UndoReport;
    assert.deepEqual(report.conflicts, []);
    assert.equal(report.restored.length + report.merged.length + report.unchanged.length, 151);
    assert.deepEqual(await disk.list(), start);
    for (const [index, name] of names.entries())
      assert.equal(
        String(await disk.read(name)),
        `${mine.includes(name) ? 'mine\n' : ''}${String(body(index, 'before'))}`,
      );

    const events = await store.events('s');
    assert.deepEqual(foldUndoHistory(events).undone, ['1', '2']);
    run.events.splice(0, Infinity, ...events);
    assert.deepEqual((await run.redo()).conflicts, []);
    for (const [index, name] of names.entries())
      assert.equal(
        String(await disk.read(name)),
        `${mine.includes(name) ? 'mine\n' : ''}${String(body(index, 'run'))}`,
      );
    assert.equal(String(await disk.read('made/new.txt')), 'new');
    await store.close();
  });
});
