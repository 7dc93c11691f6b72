import { writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { bm25Windows } from './context/bm25Windows';
import { briefFor } from './context/briefFor';
import { judge, shownOf, type Outcome, type Shown } from './context/judge';
import type { Figure } from './measure';
import { createCheckout } from './repository/checkout';
import { gitCases } from './repository/gitCases';
import { indexHere } from './repository/indexHere';
import { nameOf } from './repository/nameOf';
import { openRepository } from './repository/openRepository';

// `npm run bench -- context REPOSITORY…`: how much of what real commits changed stands in the first request. The goal is
// a commit's message; asked for are the lines that it changed, tests left out.

const limit = Number(process.env['FLUX_BENCH_COMMITS'] ?? 40);
const room = 11_000;

async function measure(folder: string): Promise<Figure[]> {
  const repository = openRepository(folder);
  const outcomes = new Map<string, Outcome[]>();
  const checkout = createCheckout();
  const { index, embedded, update, close } = indexHere(checkout);
  const ways: Readonly<Record<string, (goal: string) => Promise<Shown | undefined>>> = {
    'plain BM25': async (goal) => bm25Windows(checkout.texts(), goal, room),
    'the brief without an index': (goal) => briefFor(goal, checkout),
    'the brief with the index': (goal) => briefFor(goal, checkout, { index }),
    async 'the brief with embeddings'(goal) {
      const search = embedded();
      if (!search) return undefined;
      const fused = { ...index, find: async (...asked: Parameters<typeof search.find>) => search.find(...asked) };
      return briefFor(goal, checkout, { index: fused, meaningOf: search.meaningOf });
    },
  };
  try {
    for (const one of gitCases(repository, limit)) {
      checkout.become(repository.textsOf(one.files));
      await update();
      for (const [way, show] of Object.entries(ways)) {
        const shown = await show(one.goal);
        if (shown) outcomes.set(way, [...(outcomes.get(way) ?? []), judge(one, shown)]);
      }
    }
  } finally {
    close();
    checkout.remove();
  }
  return [...outcomes].map(([way, all]): Figure => ({
    what: `context: ${nameOf(folder)}, ${way}: changed places shown`,
    value: shownOf(all, 'places'),
    unit: '%',
    note:
      `files ${shownOf(all, 'files').toFixed(0)} %, goals whole ` +
      `${((100 * all.filter(({ places: [shown, count] }) => shown === count).length) / all.length).toFixed(0)} %, ` +
      `${(all.reduce((sum, { tokens }) => sum + tokens, 0) / all.length).toFixed(0)} tokens, ${all.length} commits`,
  }));
}

const figures: Figure[] = [];
for (const repository of (process.env['FLUX_BENCH_REPOS'] ?? '').split(delimiter).filter(Boolean))
  figures.push(...(await measure(repository)));
const [, , result] = process.argv;
if (result) await writeFile(result, JSON.stringify(figures, null, 2));
else for (const { what, value, note } of figures) console.log(`${what} ${value.toFixed(0)} % (${note})`);
