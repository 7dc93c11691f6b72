import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { createOutliner } from '../../src/node/outlines/outliner';
import { findRipgrep } from '../../src/node/search/ripgrep';
import { bundle } from '../unit/node/buildWorker';
import type { Figure } from './measure';
import { createCheckout, type Checkout } from './repository/checkout';
import { gitCases, isSource } from './repository/gitCases';
import { grammars } from './repository/grammars';
import { nameOf } from './repository/nameOf';
import { openRepository, type Repository } from './repository/openRepository';
import { docCases } from './retrieval/docCases';
import { fluxSearch } from './retrieval/fluxSearch';
import { fts5Plain } from './retrieval/fts5Plain';
import { miniSearchDefaults } from './retrieval/miniSearchDefaults';
import { ripgrepWords } from './retrieval/ripgrepWords';
import { interval, mean, quantile, seededRandom } from './retrieval/statistics';
import type { Found, Way } from './retrieval/way';

// `npm run bench -- retrieval REPOSITORY…`: how well code is found by what people say of it, beside other ways over the
// same files. Two questions: a commit's subject, for the files outside tests that it changed (one among the first ten is
// a hit), and the first sentence of a function's doc comment, which is taken out of the text, for the function. Commits
// are asked of the files as they were before each, so that no answer is in what is searched. All ways search the code
// outside tests and documentation, which is where the answers are; a second row of Flux searches everything, as it does
// when it is used, where tests and change logs say the question's words more often than the code.

const commits = Number(process.env['FLUX_BENCH_COMMITS'] ?? 200);
const functions = Number(process.env['FLUX_BENCH_FUNCTIONS'] ?? 200);
/** Ranks that count. */
const top = 10;

/** What one way made of the cases of one question. */
interface Tally {
  readonly ranks: (number | undefined)[];
  readonly queryMs: number[];
  buildMs: number;
}

/** A way and the checkout that it searches. */
interface Entrant {
  readonly way: Way;
  readonly checkout: Checkout;
  readonly tally: Tally;
}

type Entrants = ReadonlyMap<string, Entrant>;

async function entrantsOf(code: Checkout, everything: Checkout, workerFile: string): Promise<Entrants> {
  const rgPath = await findRipgrep(process.env['FLUX_BENCH_APP_ROOT']);
  const entrant = (checkout: Checkout, way: Way): Entrant => ({
    way,
    checkout,
    tally: { ranks: [], queryMs: [], buildMs: 0 },
  });
  return new Map([
    ['Flux', entrant(code, fluxSearch(code, workerFile))],
    ['Flux over everything', entrant(everything, fluxSearch(everything, workerFile))],
    ...(rgPath ? [['ripgrep counting words', entrant(code, ripgrepWords(rgPath, code.folder))] as const] : []),
    ['FTS5 plain', entrant(code, fts5Plain())],
    ['MiniSearch, defaults', entrant(code, miniSearchDefaults())],
  ]);
}

async function timed<T>(job: () => Promise<T>): Promise<[T, ms: number]> {
  const begun = performance.now();
  const value = await job();
  return [value, performance.now() - begun];
}

/** Asks all the same; `rankOf` says at which place of what was found the answer is, from 0. */
async function ask(
  entrants: Entrants,
  question: string,
  what: 'files' | 'places',
  rankOf: (found: readonly Found[]) => number,
): Promise<void> {
  for (const { way, tally } of entrants.values()) {
    const [found, ms] = await timed(() => way.find(question, what));
    const rank = rankOf(found);
    tally.ranks.push(rank >= 0 && rank < top ? rank + 1 : undefined);
    tally.queryMs.push(ms);
  }
}

/** Runs a question's cases over ways of its own; `move` makes the files that are searched others. */
async function run(
  workerFile: string,
  cases: (entrants: Entrants, move: (texts: ReadonlyMap<string, string>) => Promise<void>) => Promise<void>,
): Promise<Entrants> {
  const [code, everything] = [createCheckout(), createCheckout()];
  const entrants = await entrantsOf(code, everything, workerFile);
  try {
    await cases(entrants, async (texts) => {
      const changes = new Map([
        [code, code.become(new Map([...texts].filter(([path]) => isSource(path))))],
        [everything, everything.become(texts)],
      ]);
      for (const { way, checkout, tally } of entrants.values()) {
        const [, ms] = await timed(() => way.take(changes.get(checkout)!));
        tally.buildMs ||= ms;
      }
    });
  } finally {
    for (const { way } of entrants.values()) await way.close();
    code.remove();
    everything.remove();
  }
  return entrants;
}

function askForFiles(repository: Repository, workerFile: string): Promise<Entrants> {
  return run(workerFile, async (entrants, move) => {
    // One commit after another, so that only what differs is read again.
    for (const { title, files, changed } of gitCases(repository, commits)) {
      await move(repository.textsOf(files));
      await ask(entrants, title, 'files', (found) =>
        [...new Set(found.map(({ path }) => path))].findIndex((path) => changed.has(path)),
      );
    }
  });
}

function askForFunctions(repository: Repository, workerFile: string): Promise<Entrants> {
  return run(workerFile, async (entrants, move) => {
    const all = repository.textsOf(repository.filesOf('HEAD'));
    const outliner = createOutliner(grammars);
    await outliner.prepare([...all.keys()]);
    const { cases, texts } = docCases(all, { limit: functions, outline: outliner.outline, random: seededRandom(1) });
    await move(texts);
    for (const { sentence, path, from, to } of cases)
      await ask(entrants, sentence, 'places', (found) =>
        found.findIndex((one) => one.path === path && one.from <= to && one.to >= from),
      );
  });
}

const percent = (value: number) => (100 * value).toFixed(0);

function figuresOf(what: string, entrants: Entrants, isFiles: boolean): Figure[] {
  return [...entrants].map(([way, { tally }]): Figure => {
    const { ranks, queryMs, buildMs } = tally;
    const hits = ranks.map((rank) => (rank === undefined ? 0 : 1));
    const reciprocal = ranks.map((rank) => (rank === undefined ? 0 : 1 / rank));
    const [low, high] = interval(isFiles ? hits : reciprocal);
    const times =
      `${ranks.length} cases, query ${quantile(queryMs, 0.5).toFixed(1)} ms, ` +
      `p95 ${quantile(queryMs, 0.95).toFixed(1)} ms, build ${(buildMs / 1000).toFixed(1)} s`;
    if (isFiles)
      return {
        what: `retrieval: ${what}, ${way}: hit@10`,
        value: 100 * mean(hits),
        unit: '%',
        note: `${percent(low)}–${percent(high)} %, MRR@10 ${mean(reciprocal).toFixed(2)}, ${times}`,
      };
    return {
      what: `retrieval: ${what}, ${way}: MRR@10`,
      value: mean(reciprocal),
      unit: '',
      note: `${low.toFixed(2)}–${high.toFixed(2)}, hit@10 ${percent(mean(hits))} %, ${times}`,
    };
  });
}

async function measure(folder: string, workerFile: string): Promise<Figure[]> {
  const repository = openRepository(folder);
  const name = nameOf(folder);
  return [
    ...figuresOf(`${name}, commit to files`, await askForFiles(repository, workerFile), true),
    ...figuresOf(`${name}, doc comment to function`, await askForFunctions(repository, workerFile), false),
  ];
}

mkdirSync('out', { recursive: true });
const worker = await bundle('src/node/index/indexWorker.ts');
const figures: Figure[] = [];
try {
  for (const repository of (process.env['FLUX_BENCH_REPOS'] ?? '').split(delimiter).filter(Boolean))
    figures.push(...(await measure(repository, worker.file)));
} finally {
  await worker.remove();
}
const [, , result] = process.argv;
if (result) await writeFile(result, JSON.stringify(figures, null, 2));
else for (const { what, value, unit, note } of figures) console.log(`${what} ${value.toFixed(2)} ${unit} (${note})`);
