import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createOutliner } from '../../src/node/outlines/outliner';
import { outlineOf } from '../../src/outlines/outline';
import { median, type Figure } from './measure';

const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();

/** CPU time of a job in ms: other programs on the machine do not count. */
function cpuMs(job: () => void): number {
  const before = process.cpuUsage();
  job();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Outlines of Flux's own sources, by patterns and by syntax trees: `node <this> <result.json>`. */
async function measure(): Promise<Figure[]> {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(join(root, 'src', path), 'utf8') }));
  const kB = files.reduce((sum, { text }) => sum + text.length, 0) / 1024;
  const { prepare, outline } = createOutliner({
    appRoot: root,
    runtime: join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'),
  });
  const begun = performance.now();
  await prepare(['a.ts']);
  const loading = performance.now() - begun;
  let entries = 0;
  const pass = (by: typeof outlineOf): void => {
    entries = files.reduce((sum, { path, text }) => sum + by(text, path).length, 0);
  };
  const figures: Figure[] = [{ what: 'outlines: loading the grammar of TypeScript', value: loading, unit: 'ms' }];
  for (const [way, by] of [
    ['patterns', outlineOf],
    ['syntax trees', outline],
  ] as const) {
    pass(by);
    const times = Array.from({ length: 5 }, () => cpuMs(() => pass(by)));
    figures.push({
      what: `outlines: a file of Flux by ${way}, mean`,
      value: median(times) / files.length,
      unit: 'ms',
      note: `${files.length} files, ${kB.toFixed(0)} kB, ${entries} entries`,
    });
  }
  return figures;
}

const figures = await measure();
const [, , result] = process.argv;
if (result) await writeFile(result, JSON.stringify(figures, null, 2));
else console.table(figures);
