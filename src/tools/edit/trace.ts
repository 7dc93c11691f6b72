import type { LineChange } from '../../base/lines';

/** Two blocks that put lines at the same place of the text as it was at first. Lines are one-based. */
export interface Overlap {
  readonly numbers: readonly [number, number];
  readonly from: number;
  readonly to: number;
}

/**
 * What one block did: at which line of the text as it was then, which of its lines `present` it keeps for which of
 * `by`.
 */
interface Done {
  readonly number: number;
  readonly start: number;
  readonly present: readonly string[];
  readonly by: readonly string[];
  readonly kept: readonly (number | undefined)[];
}

/** A block's change, in lines of the first text. `from`, `to`: the whole of what it looked at. */
interface Span extends LineChange {
  readonly number: number;
  readonly from: number;
  readonly to: number;
}

/** Which line of a text comes from which line of the first one, while blocks change it. */
export interface Trace {
  add(done: Done): void;
  /** @param lines the text as it is now */
  changes(lines: readonly string[]): LineChange[];
  overlaps(): Overlap[];
  /** The blocks that changed lines from one (from 0) to before another, of the first text. */
  changersOf(from: number, to: number): number[];
}

export function createTrace(length: number): Trace {
  const all: Done[] = [];

  /**
   * The first text's line for each present one, -1 for new ones; and the spans of blocks that were meant for the first
   * text.
   */
  const replay = (): { origins: number[]; spans: Span[] } => {
    let origins = Array.from({ length }, (_, at) => at);
    const spans: Span[] = [];
    for (const done of all) {
      const { number, start, present, by, kept } = done;
      const own = origins.slice(start, start + present.length);
      const [from = 0] = own;
      const isFirst = own.length > 0 && own.every((origin, at) => origin === from + at && origin >= 0);
      if (isFirst)
        for (const { at, removed, added } of runs(present.length, by, kept))
          spans.push({ number, from, to: from + own.length, at: from + at, removed, added });
      origins = origins.slice(0, start).concat(
        kept.map((index) => (index === undefined ? -1 : (own[index] ?? -1))),
        origins.slice(start + present.length),
      );
    }
    return { origins, spans };
  };

  return {
    add: (done) => void all.push(done),
    changes: (lines) =>
      runs(
        length,
        lines,
        replay().origins.map((origin) => (origin < 0 ? undefined : origin)),
      ),
    overlaps: () => {
      const { spans } = replay();
      return spans.flatMap((later, index) =>
        spans.slice(0, index).flatMap((earlier): Overlap[] =>
          collide(earlier, later)
            ? [
                {
                  numbers: [earlier.number, later.number],
                  from: Math.min(earlier.from, later.from) + 1,
                  to: Math.max(earlier.to, later.to),
                },
              ]
            : [],
        ),
      );
    },
    changersOf: (from, to) => [
      ...new Set(
        replay()
          .spans.filter(({ at, removed }) => (removed > 0 ? at < to && at + removed > from : at > from && at < to))
          .map(({ number }) => number),
      ),
    ],
  };
}

/** The runs in which something is removed or new. */
function runs(length: number, by: readonly string[], kept: readonly (number | undefined)[]): LineChange[] {
  const found: LineChange[] = [];
  let old = 0;
  let added: string[] = [];
  const close = (upTo: number): void => {
    if (upTo > old || added.length > 0) found.push({ at: old, removed: upTo - old, added });
    added = [];
  };
  for (const [at, from] of kept.entries()) {
    if (from === undefined) {
      added.push(by[at] ?? '');
      continue;
    }
    close(from);
    old = from + 1;
  }
  close(length);
  return found;
}

/**
 * Whether two blocks put lines at the same place: both looked at the same lines, or the same line would come out twice.
 */
function collide(earlier: Span, later: Span): boolean {
  if (earlier.number === later.number || earlier.added.length === 0 || later.added.length === 0) return false;
  const touch = earlier.at <= later.at + later.removed && later.at <= earlier.at + earlier.removed;
  if (!touch) return false;
  const sharesLines = earlier.from < later.to && later.from < earlier.to;
  const areInsertions = earlier.removed === 0 && later.removed === 0;
  const twice =
    (earlier.removed === 0 || later.removed === 0) &&
    later.added.some((line) => /[\p{L}\p{N}]{2}/u.test(line) && earlier.added.includes(line));
  return (sharesLines && areInsertions) || twice;
}
