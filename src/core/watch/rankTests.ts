import { compareText } from '../../base/compareText';
import type { FoundChunk, ReachedTest, ReachedTests } from '../../contracts/ports';

/**
 * How much it counts that a test is called like what changed, imports it, and holds the words of the change: anywhere,
 * or together in a few of its pieces.
 */
const weights = { likeness: 0.7, closeness: 1, words: 1, pieces: 0.5 } as const;
/** How much the second and third piece of a test that holds the words add. */
const furtherPieces = 0.3;

/** What a choice of tests is made from. */
export interface TestSignals {
  readonly paths: readonly string[];
  readonly reached: ReachedTests;
  /** Pieces that hold words of the change, best first. */
  readonly chunks: readonly FoundChunk[];
}

/** The tests that a change should be tried with, the most telling first, and never a large part of all. */
export function rankTests({ paths, reached, chunks }: TestSignals): string[] {
  const known = new Map(reached.tests.map((test) => [test.path, test]));
  const pieces = pieceScores(chunks, known);
  const own = reached.tests.filter(({ path }) => paths.includes(path)).map(({ path }) => path);
  const scored = [...known.values()]
    .filter(({ path }) => !own.includes(path))
    .map((test) => ({ path: test.path, score: scoreOf(test, pieces.get(test.path) ?? 0) }))
    .sort((a, b) => b.score - a.score || compareText(a.path, b.path));
  return [...own, ...scored.map(({ path }) => path)];
}

function scoreOf({ likeness, closeness, words }: ReachedTest, pieces: number): number {
  return weights.likeness * likeness + weights.closeness * closeness + weights.words * words + weights.pieces * pieces;
}

/** How well each test's best pieces hold the words, beside the test that does best. */
function pieceScores(
  chunks: readonly FoundChunk[],
  known: ReadonlyMap<string, ReachedTest>,
): ReadonlyMap<string, number> {
  const byTest = Map.groupBy(
    chunks.filter(({ path }) => known.has(path)),
    ({ path }) => path,
  );
  const sums = new Map(
    [...byTest].map(([path, own]) => {
      const [first = 0, second = 0, third = 0] = own.map(({ score }) => score).sort((a, b) => b - a);
      return [path, first + furtherPieces * (second + third)];
    }),
  );
  const best = Math.max(1e-9, ...sums.values());
  return new Map([...sums].map(([path, score]) => [path, score / best]));
}
