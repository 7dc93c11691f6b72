import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCodeIndex, type CodeIndex } from '../../src/node/index/codeIndex';
import { bundle } from '../unit/node/buildWorker';
import { askFigures, saveFigure, tidied } from './index/asked';
import { briefFigure } from './index/briefFigure';
import { build, figuresOf } from './index/build';
import { madeProject, repositoryProject, writeFiles, type Project } from './index/projectFiles';
import type { Figure } from './measure';
import { createCheckout } from './repository/checkout';
import { editorPlace } from './repository/grammars';

// `npm run bench -- index [REPOSITORY…]`: the code index of made-up files, or of those of repositories. Both come as often
// as it takes for 5,000 and for 100,000 files (or `FLUX_BENCH_FILES`), with other names in them each time.

const fewFiles = 5_000;
const manyFiles = Number(process.env['FLUX_BENCH_FILES'] ?? 100_000);

interface Scripts {
  readonly worker: string;
  readonly buildOnce: string;
}

const open = (root: string, file: string, worker: string): CodeIndex =>
  createCodeIndex({
    file,
    workerUrl: pathToFileURL(worker),
    maxFileKb: () => 512,
    folders: () => [{ root, name: '', hidden: [] }],
    grammars: editorPlace('trees'),
  });

/** Names as people look for them: whole, in part, and by their first letters. */
function namesIn(texts: Iterable<readonly [string, string]>, count: number): string[] {
  const names: string[] = [];
  for (const [, text] of texts) {
    const [name] = /(?<=\b(?:function|class|def|func) )\w{6,}/.exec(text) ?? [];
    if (name === undefined) continue;
    names.push(names.length % 3 === 0 ? name : names.length % 3 === 1 ? name.slice(0, 5) : name.slice(2));
    if (names.length === count) break;
  }
  return names;
}

/** Building, a brief and saving in a project of some thousand files. */
async function fewFigures(project: Project, folder: string, { worker, buildOnce }: Scripts): Promise<Figure[]> {
  const figures: Figure[] = [];
  const checkout = createCheckout();
  try {
    const count = Math.min(fewFiles, project.own);
    checkout.become(new Map(project.files(count)));
    const bytes = [...checkout.texts().values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    for (const how of ['patterns', 'trees'] as const) {
      const file = join(folder, `${how}.db`);
      const built = await build(buildOnce, { root: checkout.folder, file, worker }, how);
      figures.push(...figuresOf(`${count} files`, built, how, bytes));
    }
    if (count < fewFiles) checkout.become(new Map(project.files(fewFiles)));
    const file = join(folder, 'trees.db');
    const index = open(checkout.folder, file, worker);
    await index.update({ signal: new AbortController().signal, report: () => {}, quick: true });
    await tidied(file);
    figures.push(await saveFigure(`${fewFiles} files`, index, checkout.folder, codeOf(project, fewFiles)));
    figures.push(await briefFigure(checkout, index, project.questions));
    await index.close();
  } finally {
    checkout.remove();
  }
  return figures;
}

/** Building, questions and saving in a very large project. */
async function manyFigures(project: Project, folder: string, { worker, buildOnce }: Scripts): Promise<Figure[]> {
  const root = join(folder, 'project');
  const file = join(folder, 'many.db');
  let bytes = 0;
  const counted = function* () {
    for (const each of project.files(manyFiles)) {
      bytes += Buffer.byteLength(each[1]);
      yield each;
    }
  };
  writeFiles(root, counted());
  const what = `${manyFiles} files`;
  const figures = figuresOf(what, await build(buildOnce, { root, file, worker }, 'patterns'), 'patterns', bytes);
  const index = open(root, file, worker);
  const names = namesIn(project.files(fewFiles), 90);
  figures.push(...(await askFigures(`${what}, at once`, index, project.questions, names)));
  await tidied(file);
  figures.push(...(await askFigures(`${what}, tidied`, index, project.questions, names)));
  await index.update({ signal: new AbortController().signal, report: () => {}, quick: true });
  figures.push(await saveFigure(what, index, root, codeOf(project, fewFiles)));
  await index.close();
  return figures;
}

/** Paths of code of the usual length. */
function codeOf(project: Project, count: number): string[] {
  return [...project.files(count)]
    .filter(([path, text]) => /\.[jt]s$/.test(path) && text.length > 1_000 && text.length < 30_000)
    .filter((_, at) => at % 7 === 0)
    .map(([path]) => path);
}

const repositories = (process.env['FLUX_BENCH_REPOS'] ?? '').split(delimiter).filter(Boolean);
const project = repositories.length > 0 ? repositoryProject(repositories) : madeProject();
const folder = mkdtempSync(join(tmpdir(), 'flux-index-bench-'));
const worker = await bundle('src/node/index/indexWorker.ts');
const buildOnce = await bundle('test/bench/index/buildOnce.ts');
const figures: Figure[] = [];
try {
  const scripts = { worker: worker.file, buildOnce: buildOnce.file };
  figures.push(...(await fewFigures(project, folder, scripts)));
  figures.push(...(await manyFigures(project, folder, scripts)));
} finally {
  await worker.remove();
  await buildOnce.remove();
  await rm(folder, { recursive: true, force: true });
}
const [, , result] = process.argv;
if (result) await writeFile(result, JSON.stringify(figures, null, 2));
else console.table(figures);
