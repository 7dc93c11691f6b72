import { writeFile } from 'node:fs/promises';
import { bundle } from '../unit/node/buildWorker';
import { partsOf } from './loop/parts';
import { playFlux, type FluxSpent } from './loop/playFlux';
import { playLoop } from './loop/playLoop';
import { tokensOf, type Spent } from './loop/spent';
import type { RecordedTask } from './loop/task';
import { allTasks } from './loop/tasks/allTasks';
import type { Figure } from './measure';

// `npm run bench -- loop`: tokens per finished task, Flux against a plain tool loop, on recorded tasks. A task that does
// not end with the right files and green tests ends the bench.

interface Played {
  readonly task: RecordedTask;
  /** All calls that do not depend on each other in one turn. */
  readonly loop: Spent;
  /** Each call in a turn of its own. */
  readonly oneByOne: Spent;
  readonly flux: FluxSpent;
  /** Without the code index. */
  readonly unindexed: FluxSpent;
}

const inWords = (tokens: number) => Math.round(tokens).toLocaleString('en-US');
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

async function playAll(): Promise<Played[]> {
  const store = await bundle('src/node/store/storeWorker.ts');
  const index = await bundle('src/node/index/indexWorker.ts');
  const workers = { store: store.file, index: index.file };
  const played: Played[] = [];
  try {
    for (const task of allTasks)
      played.push({
        task,
        loop: await playLoop(task),
        oneByOne: await playLoop(task, { oneByOne: true }),
        flux: await playFlux(task, { workers }),
        unindexed: await playFlux(task, { workers, overrides: { 'index.enabled': false } }),
      });
  } finally {
    await store.remove();
    await index.remove();
  }
  return played;
}

/** The three ways of several tasks together. */
function compared(what: string, played: readonly Played[]): Figure {
  const total = (of: (one: Played) => Spent) => sum(played.map((one) => tokensOf(of(one))));
  const [loop, oneByOne, flux] = [total((one) => one.loop), total((one) => one.oneByOne), total((one) => one.flux)];
  const calls = (of: (one: Played) => Spent) => sum(played.map((one) => of(one).calls));
  return {
    what: `loop: ${what}: the loop's tokens over Flux's`,
    value: loop / flux,
    unit: '',
    note:
      `loop ${inWords(loop)} in ${calls((one) => one.loop)} calls; one call a turn ${inWords(oneByOne)} in ` +
      `${calls((one) => one.oneByOne)} (${(oneByOne / flux).toFixed(1)}); Flux ${inWords(flux)} in ` +
      `${calls((one) => one.flux)}`,
  };
}

function figuresOf(played: readonly Played[]): Figure[] {
  const total = (of: (one: Played) => number) => sum(played.map(of));
  const flux = total(({ flux: spent }) => tokensOf(spent));
  const unindexed = total((one) => tokensOf(one.unindexed));
  const kept = total(({ flux: { keptOut } }) => keptOut);
  const prefixes = played.flatMap(({ flux: { prefix } }) => prefix ?? []);
  const together = compared(`all ${played.length} tasks`, played);
  return [
    ...played.map((one) => compared(`${one.task.kind}, ${one.task.name} (${one.task.project})`, [one])),
    ...[...Map.groupBy(played, ({ task }) => task.kind)].map(([kind, some]) =>
      compared(`${kind}, ${some.length} of the tasks`, some),
    ),
    { ...together, goal: 'at least 8', met: together.value >= 8 },
    {
      what: 'loop: all tasks, without what a perfect prompt cache would hold',
      value:
        total(({ loop: { fresh, completion } }) => fresh + completion) /
        total(({ flux: { fresh, completion } }) => fresh + completion),
      unit: '',
      note: `new prompt tokens: loop ${inWords(total((one) => one.loop.fresh))}, Flux ${inWords(total((one) => one.flux.fresh))}`,
    },
    {
      what: "loop: part of Flux's second request that is how the first begins",
      value: (100 * sum(prefixes)) / prefixes.length,
      unit: '%',
      goal: 'at least 60 %',
      met: Math.min(...prefixes) >= 0.6,
      note: `${prefixes.length} tasks with a second request, least ${Math.round(100 * Math.min(...prefixes))} %`,
    },
    {
      what: 'loop: fewer tokens than without the code index',
      value: 100 * (1 - flux / unindexed),
      unit: '%',
      goal: 'at least 30 %',
      met: flux / unindexed <= 0.7,
      note: `${inWords(unindexed)} without, in ${sum(played.map((one) => one.unindexed.calls))} calls`,
    },
    {
      what: 'loop: fewer tokens than with whole files instead of the lines that are shown',
      value: (100 * kept) / (flux + kept),
      unit: '%',
      goal: 'at least 30 %',
      met: kept / (flux + kept) >= 0.3,
      note: `${inWords(kept)} kept out; counted by the sessions themselves as saved: ${inWords(total((one) => one.flux.saved))}`,
    },
    ...partFigures(played, flux),
  ];
}

/** Where Flux's tokens go, the most first. */
function partFigures(played: readonly Played[], flux: number): Figure[] {
  const parts = partsOf(played.flatMap((one) => one.flux.requests));
  parts.set('answers', sum(played.map((one) => one.flux.completion)));
  return [...parts]
    .sort(([, one], [, other]) => other - one)
    .map(([part, tokens]) => ({
      what: `loop: Flux's tokens: ${part}`,
      value: (100 * tokens) / flux,
      unit: '%',
      note: `${inWords(tokens / played.length)} a task`,
    }));
}

const figures = figuresOf(await playAll());
const [, , result] = process.argv;
if (result) await writeFile(result, JSON.stringify(figures, null, 2));
else console.table(figures);
