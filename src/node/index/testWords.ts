import type { DatabaseSync } from 'node:sqlite';
import type { WeightedTerm } from '../../base/codeTerms';
import { rarity } from './chunkScores';
import { knownChunks, type KnownChunks } from './knownChunks';
import { countBits, countMask, fieldCounts } from './postings';
import { createPostingTable, type PostingRow } from './postingTable';

/** The shape of BM25 over whole files of tests, and how much a word in a test's title counts. */
const saturation = 1.5;
const lengthNorm = 0.3;
const inTitle = { each: 3, most: 3 } as const;
/** What stands in more chunks than that tells nothing. */
const mostChunks = 10_000;

type WordsOf = (terms: readonly WeightedTerm[], tests: ReadonlySet<number>) => ReadonlyMap<number, number>;

/** How well tests hold the words of a change: from 0 to 1, the best one 1. Tests by the ids of their files. */
export function createTestWords(db: DatabaseSync): WordsOf {
  const postings = createPostingTable(db);
  return (terms, tests) => {
    const known = knownChunks(db);
    const lengthOf = (file: number) => known.fileLengths[file] ?? 0;
    const mean = Math.max(1, [...tests].reduce((sum, file) => sum + lengthOf(file), 0) / Math.max(1, tests.size));
    const sizes = postings.sizes(terms.map(({ term }) => term));
    const scores = new Map<number, number>();
    for (const { term, weight } of terms) {
      const { holding = 0 } = sizes.get(term) ?? {};
      if (holding === 0 || holding > mostChunks) continue;
      const held = countInFiles(postings.rows(term), known, tests);
      const rare = weight * rarity(held.size, tests.size);
      for (const [file, { body, name }] of held) {
        const norm = 1 - lengthNorm + (lengthNorm * lengthOf(file)) / mean;
        const points = inTitle.each * Math.min(inTitle.most, name) + body / norm;
        scores.set(file, (scores.get(file) ?? 0) + (rare * points) / (points + saturation));
      }
    }
    const best = Math.max(Number.EPSILON, ...scores.values());
    return new Map([...scores].map(([file, score]) => [file, score / best]));
  };
}

/** How often a term stands in the bodies and the names of the chunks of some files: those that hold it there. */
function countInFiles(
  rows: readonly PostingRow[],
  { fileOf }: KnownChunks,
  files: ReadonlySet<number>,
): ReadonlyMap<number, { readonly body: number; readonly name: number }> {
  const held = new Map<number, { body: number; name: number }>();
  for (const { first, postings } of rows)
    for (const posting of postings) {
      const file = fileOf[first + (posting >>> countBits)] ?? 0;
      const counts = fieldCounts[posting & countMask];
      if (!counts || !files.has(file) || counts.body + counts.name === 0) continue;
      const before = held.get(file) ?? { body: 0, name: 0 };
      held.set(file, { body: before.body + counts.body, name: before.name + counts.name });
    }
  return held;
}
