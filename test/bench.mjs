// `npm run bench [-- core intents edit undo search index outlines sessions dashboard loop mcp kill size activation idle]`:
// measures, prints a table and writes out/bench.json. `kill` takes minutes, so it runs only when it is named; so do `context REPOSITORY…`,
// `retrieval REPOSITORY…` and `affected REPOSITORY…`, which need git repositories. Medians of several runs; ratios
// within one run.
import { gzipSync } from 'node:zlib';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { cachedAppRoot } from './harness/ensureCodeServer.mjs';
import { ensureDependencies } from './harness/ensureDependencies.mjs';
import { nodeWithSqlite } from './harness/ensureNode24.mjs';
import { outFolder, repoRoot } from './harness/paths.mjs';
import { runOrThrow } from './harness/runProcess.mjs';

const [only, repositories] = partsAndPaths(process.argv.slice(2));
process.env['FLUX_BENCH_REPOS'] ??= repositories.map((path) => resolve(path)).join(delimiter);
const appRoot = cachedAppRoot();
if (appRoot) process.env['FLUX_BENCH_APP_ROOT'] ??= appRoot;
const onlyNamed = ['kill', 'context', 'retrieval', 'affected'];
const wanted = (part) => (only.length === 0 && !onlyNamed.includes(part)) || only.includes(part);
const figures = [];

await ensureDependencies();
await mkdir(outFolder, { recursive: true });
for (const [part, file] of Object.entries({
  core: 'core',
  intents: 'intents',
  edit: 'editMatcher',
  undo: 'undo',
  search: 'search',
  index: 'index',
  outlines: 'outlines',
  sessions: 'sessions',
  dashboard: 'dashboard',
  loop: 'loop',
  mcp: 'mcp',
  kill: 'kill',
  context: 'context',
  retrieval: 'retrieval',
  affected: 'affected',
})) {
  if (wanted(part) && existsSync(join(repoRoot, `test/bench/${file}.bench.ts`)))
    figures.push(...(await benchFigures(file)));
}
if (['size', 'activation', 'idle'].some(wanted))
  await runOrThrow('npm', ['run', '--silent', 'package'], { cwd: repoRoot });
if (wanted('size')) figures.push(...(await sizeFigures()));
if (wanted('activation')) figures.push(...(await (await import('./bench/activation.mjs')).activationFigures()));
if (wanted('idle')) figures.push(...(await (await import('./bench/idle.mjs')).idleFigures()));

await writeFile(
  join(outFolder, 'bench.json'),
  JSON.stringify({ at: new Date().toISOString(), node: process.version, cores: cpus().length, figures }, null, 2),
);
console.log(table(figures));
console.log('Written to out/bench.json.');

/** Paths hold a separator; parts do not. */
function partsAndPaths(given) {
  const isPath = (each) => /[/\\.]/.test(each);
  return [given.filter((each) => !isPath(each)), given.filter(isPath)];
}

/** Runs one file of benches in a process of its own; it writes its figures as JSON to the path it is given. */
async function benchFigures(name) {
  const { build } = await import('esbuild');
  const file = join(outFolder, 'bench', `${name}.mjs`);
  const result = join(outFolder, 'bench', `${name}.json`);
  await build({
    entryPoints: [join(repoRoot, `test/bench/${name}.bench.ts`)],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
    loader: { '.md': 'text' },
  });
  await runOrThrow(await nodeWithSqlite(), ['--no-warnings', file, result], { cwd: repoRoot });
  return JSON.parse(await readFile(result, 'utf8'));
}

async function sizeFigures() {
  const dist = join(repoRoot, 'dist');
  const sizes = new Map();
  for (const name of await readdir(dist))
    if (/\.(js|css)$/.test(name)) sizes.set(name, (await stat(join(dist, name))).size);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const entry = gzipSync(await readFile(join(dist, 'extension.js'))).length;
  const vsix = (await stat(join(dist, 'flux.vsix'))).size;
  const kB = (bytes) => Math.round(bytes / 102.4) / 10;
  return [
    {
      what: 'bundle, all files of dist, minified',
      value: kB(total),
      unit: 'kB',
      goal: 'under 1,000 kB',
      met: total < 1_000_000,
      note:
        `extension.js ${kB(sizes.get('extension.js'))} kB (${kB(entry)} kB gzipped), panel ` +
        `${kB(sizes.get('planPanel.js') ?? 0)} kB`,
    },
    { what: 'VSIX', value: kB(vsix), unit: 'kB' },
  ];
}

function table(rows) {
  const cells = rows.map(({ what, value, unit, goal, met, note }) => [
    what,
    `${round(value)} ${unit}`.trim(),
    goal ?? '',
    met === undefined ? '' : met ? 'yes' : 'NO',
    note ?? '',
  ]);
  const all = [['figure', 'median', 'goal', 'met', 'note'], ...cells];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function round(value) {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
