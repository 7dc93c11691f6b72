import type { ShownRanges } from '../../../src/core/brief/shownRanges';
import type { Case } from '../repository/gitCases';

/** What was shown for a goal, and how many characters that took. */
export interface Shown {
  readonly covers: ShownRanges['covers'];
  readonly files: ReadonlySet<string>;
  readonly chars: number;
}

/** How much of what a commit changed was shown. */
export interface Outcome {
  readonly files: readonly [shown: number, all: number];
  readonly places: readonly [shown: number, all: number];
  readonly tokens: number;
}

/** Holds what was shown against what a commit changed: a place counts where all its lines were shown. */
export function judge({ places }: Pick<Case, 'places'>, { covers, files, chars }: Shown): Outcome {
  const paths = [...new Set(places.map(({ path }) => path))];
  const held = places.filter(({ path, from, to, isGap }) => {
    if (isGap) return covers(path, Math.max(1, from)) || covers(path, to);
    return Array.from({ length: to - from + 1 }, (_, at) => from + at).every((line) => covers(path, line));
  });
  return {
    files: [paths.filter((path) => files.has(path)).length, paths.length],
    places: [held.length, places.length],
    tokens: chars / 4,
  };
}

/** How much of all files, or places, was shown, in percent. */
export function shownOf(outcomes: readonly Outcome[], of: 'files' | 'places'): number {
  const sum = (part: 0 | 1) => outcomes.reduce((total, each) => total + each[of][part], 0);
  return (100 * sum(0)) / sum(1);
}
