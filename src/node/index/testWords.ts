import type { DatabaseSync } from 'node:sqlite';
import type { WeightedTerm } from '../../base/codeTerms';
import { rarity } from './chunkScores';

/** The shape of BM25 over whole files of tests, and how much a word in a test's title counts. */
const saturation = 1.5;
const lengthNorm = 0.3;
const inTitle = { each: 3, most: 3 } as const;
/** What stands in more places than that tells nothing. */
const mostPlaces = 40_000;

type WordsOf = (terms: readonly WeightedTerm[], tests: ReadonlySet<string>) => ReadonlyMap<string, number>;

/** How well tests hold the words of a change: from 0 to 1, the best one 1. */
export function createTestWords(db: DatabaseSync): WordsOf {
  const holding = db.prepare('SELECT cnt AS places FROM term_counts WHERE term = ?');
  const places = db.prepare(
    `SELECT files.path, term_places.col, count(*) AS count
     FROM term_places JOIN chunks ON chunks.id = term_places.doc JOIN files ON files.id = chunks.file
     WHERE term_places.term = ? AND term_places.col IN ('body', 'name') GROUP BY chunks.file, term_places.col`,
  );
  const lengthOf = db.prepare(
    'SELECT sum(chunks.length) AS length FROM chunks JOIN files ON files.id = chunks.file WHERE files.path = ?',
  );
  return (terms, tests) => {
    const lengths = new Map([...tests].map((path) => [path, Number(lengthOf.get(path)?.['length'] ?? 0)]));
    const mean = Math.max(1, [...lengths.values()].reduce((sum, each) => sum + each, 0) / Math.max(1, tests.size));
    const scores = new Map<string, number>();
    for (const { term, weight } of terms) {
      if (Number(holding.get(term)?.['places'] ?? 0) > mostPlaces) continue;
      const held = new Map<string, number>();
      for (const row of places.iterate(term)) {
        const path = String(row['path']);
        const count = Number(row['count']);
        if (!tests.has(path)) continue;
        const norm = 1 - lengthNorm + (lengthNorm * (lengths.get(path) ?? mean)) / mean;
        const points = row['col'] === 'name' ? inTitle.each * Math.min(inTitle.most, count) : count / norm;
        held.set(path, (held.get(path) ?? 0) + points);
      }
      const rare = weight * rarity(held.size, tests.size);
      for (const [path, points] of held)
        scores.set(path, (scores.get(path) ?? 0) + (rare * points) / (points + saturation));
    }
    const best = Math.max(Number.EPSILON, ...scores.values());
    return new Map([...scores].map(([path, score]) => [path, score / best]));
  };
}
