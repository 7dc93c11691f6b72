import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { keepDiskFiles } from '../../src/node/tree/diskContent';
import { openStore } from '../../src/node/store/sqliteStore';
import { watchFolder } from '../../src/node/tree/watchTree';
import { bundle } from '../unit/node/buildWorker';
import { pretendRun } from '../unit/core/undoRun';
import { realDisk, worldOf } from '../unit/core/undoWorld';
import { medianMs, type Figure } from './measure';

const figures: Figure[] = [];
const goal = (what: string, value: number, below: number, note: string) =>
  figures.push({ what, value, unit: 'ms', goal: `under ${below} ms`, met: value < below, note });

/** Source-like text of about 6 kB that nobody has seen before. */
function freshText(): Buffer {
  const name = randomBytes(8).toString('hex');
  return Buffer.from(Array.from({ length: 150 }, (_, index) => `export const value${index} = '${name}';`).join('\n'));
}

const worker = await bundle('src/node/store/storeWorker.ts');
const folder = await mkdtemp(join(tmpdir(), 'flux-bench-'));
const store = await openStore({ file: join(folder, 'bench.db'), workerUrl: worker.file });
try {
  const root = join(folder, 'work');
  const paths = Array.from({ length: 200 }, (_, index) => `src/${index % 20}/file${index}.ts`);
  const fill = async () => {
    for (const path of paths) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), freshText());
    }
  };
  const times = async (runs: number, prepare: () => Promise<void>, work: () => Promise<unknown>): Promise<number> => {
    const spent: number[] = [];
    for (let run = 0; run < runs; run++) {
      await prepare();
      const start = performance.now();
      await work();
      spent.push(performance.now() - start);
    }
    return spent.sort((a, b) => a - b)[Math.floor(runs / 2)]!;
  };

  const one = join(root, paths[0]!);
  await fill();
  goal(
    'checkpoint of one file, on the disk when done',
    await times(
      25,
      async () => writeFile(one, freshText()),
      () => keepDiskFiles([one], store.putBytes),
    ),
    3,
    'real store worker, 6 kB of new text',
  );
  const all = await times(7, fill, () =>
    keepDiskFiles(
      paths.map((path) => join(root, path)),
      store.putBytes,
    ),
  );
  goal('checkpoint of 200 files, each', all / paths.length, 3, `${Math.round(all)} ms in one go`);

  const world = worldOf(realDisk(root), { put: store.putBytes, get: store.getBytes });
  const change = async () => {
    const run = pretendRun(world);
    for (let at = 0; at < paths.length; at += 20) {
      const some = paths.slice(at, at + 20);
      await run.step(`s${at}`, some, async () => {
        for (const path of some) await world.disk.write(path, freshText());
      });
    }
    return run;
  };
  let run = await change();
  goal(
    'undo of a run of 200 files',
    await times(
      5,
      async () => void (run = await change()),
      () => run.undo(),
    ),
    1000,
    'files on a real disk, bytes in the real store, no editor',
  );
  goal(
    'undo of 200 files that the person has edited since',
    await times(
      5,
      async () => {
        run = await change();
        for (const path of paths)
          await world.disk.write(path, Buffer.concat([(await world.disk.read(path))!, Buffer.from('\nmine\n')]));
      },
      () => run.undo(),
    ),
    1000,
    'each merged',
  );
  goal(
    'noting the state of a tree of 200 files without git, and comparing',
    await medianMs(5, async () =>
      (await watchFolder(root, store.putBytes, new AbortController().signal)).finish(() => false),
    ),
    1000,
    'nothing changed',
  );
} finally {
  await store.close();
  await worker.remove();
  await rm(folder, { recursive: true, force: true });
}
await writeFile(process.argv[2] ?? 'out/bench-undo.json', JSON.stringify(figures, null, 2));
