import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCodeIndex } from '../../src/node/index/codeIndex';
import { bundle } from '../unit/node/buildWorker';
import { median, type Figure } from './measure';

const fileCount = 5_000;

/** Figures of the code index over generated files: `node <this> <result.json>`. */
async function measure(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-index-bench-'));
  const root = join(folder, 'project');
  const worker = await bundle('src/node/index/indexWorker.ts');
  try {
    for (let at = 0; at < fileCount; at++) {
      const place = join(root, `part${at % 50}`);
      await mkdir(place, { recursive: true });
      await writeFile(
        join(place, `file${at}.ts`),
        Array.from(
          { length: 12 },
          (_, part) => `export function load${part}Of${at}(value: string): string {\n  return value + ${part};\n}\n`,
        ).join('\n'),
      );
      await utimes(join(place, `file${at}.ts`), 1000, 1000);
    }
    const index = createCodeIndex({
      file: join(folder, 'index.db'),
      workerUrl: pathToFileURL(worker.file),
      maxFileKb: () => 500,
      folders: () => [{ root, name: '', hidden: [] }],
    });
    let longestBlock = 0;
    let last = performance.now();
    const watch = setInterval(() => {
      longestBlock = Math.max(longestBlock, performance.now() - last - 1);
      last = performance.now();
    }, 1);
    const update = (anew = false) =>
      index.update({ anew, signal: new AbortController().signal, report: () => undefined });
    const first = await update();
    const again = [(await update()).durationMs, (await update()).durationMs, (await update()).durationMs];
    clearInterval(watch);
    const anew = await update(true);
    const queries: number[] = [];
    for (const query of ['load7Of4321', 'load3', 'lo', 'of4999', 'l7o', 'nothing at all', 'load of 12']) {
      const begun = performance.now();
      await index.symbols(query, 20);
      queries.push(performance.now() - begun);
    }
    await index.close();
    return [
      {
        what: `code index: first pass over ${fileCount} files`,
        value: first.durationMs,
        unit: 'ms',
        note: `${first.symbols} symbols`,
      },
      { what: 'code index: pass with nothing changed', value: median(again), unit: 'ms' },
      { what: 'code index: everything anew', value: anew.durationMs, unit: 'ms' },
      {
        what: 'code index: symbols by name, median of 7 queries',
        value: median(queries),
        unit: 'ms',
        note: `slowest ${Math.max(...queries).toFixed(1)} ms`,
      },
      { what: 'code index: longest time that the main thread was kept busy', value: longestBlock, unit: 'ms' },
    ];
  } finally {
    await worker.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

const figures = await measure();
const [, , result] = process.argv;
if (result) await writeFile(result, JSON.stringify(figures, null, 2));
else console.table(figures);
