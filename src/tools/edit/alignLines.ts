import { commonEnds, commonTextEnds } from '../../base/lines';

/** A line of the new text: the index of the old line that it keeps or changes, where there is one. */
export interface AlignedLine {
  readonly text: string;
  readonly from?: number;
  readonly kept: boolean;
}

/** Beyond so many pairs of lines nothing is aligned, so that it takes no longer than some 20 ms. */
const mostPairs = 100_000;
/** Lines that begin and end alike in less than this share of their length are two lines. */
const leastShare = 0.5;
/** A kept line counts for as much as two changed ones. */
const keptWorth = 2;
/** What blank lines and lines of signs alone count, as they say little about which line is which; others count 1. */
const blankWorth = 0.02;
const signsWorth = 0.3;

/**
 * Which old line each new line keeps or changes, in order, so that as much as possible is kept (the alignment of
 * S. B. Needleman and C. D. Wunsch, 1970, with gaps that cost nothing). Undefined when there is too much to compare.
 */
export function alignLines(
  before: readonly string[],
  after: readonly string[],
  alike: 'changed lines too' | 'equal lines' = 'changed lines too',
): AlignedLine[] | undefined {
  const { head, tail } = commonEnds(before, after);
  const old = before.slice(head, before.length - tail);
  const fresh = after.slice(head, after.length - tail);
  if (old.length * fresh.length > mostPairs) return undefined;
  const kept = (text: string, from: number): AlignedLine => ({ text, from, kept: true });
  return [
    ...after.slice(0, head).map(kept),
    ...alignCore(old, fresh, alike === 'equal lines').map((line) =>
      line.from === undefined ? line : { ...line, from: line.from + head },
    ),
    ...after.slice(after.length - tail).map((text, at) => kept(text, before.length - tail + at)),
  ];
}

/** The same where it is said which new line keeps which old one: only what is between these is aligned. */
export function alignBetween(
  before: readonly string[],
  after: readonly string[],
  kept: readonly (number | undefined)[],
): AlignedLine[] {
  const aligned: AlignedLine[] = [];
  let [old, fresh] = [0, 0];
  const upTo = (oldEnd: number, freshEnd: number): void => {
    const between = after.slice(fresh, freshEnd);
    const lines =
      alignLines(before.slice(old, oldEnd), between) ?? between.map((text): AlignedLine => ({ text, kept: false }));
    aligned.push(...lines.map((line) => (line.from === undefined ? line : { ...line, from: line.from + old })));
  };
  for (const [at, from] of kept.entries()) {
    if (from === undefined) continue;
    upTo(from, at);
    aligned.push({ text: after[at] ?? '', from, kept: true });
    [old, fresh] = [from + 1, at + 1];
  }
  upTo(before.length, after.length);
  return aligned;
}

function worthOf(line: string): number {
  if (line.trim() === '') return blankWorth;
  return /[\p{L}\p{N}]/u.test(line) ? 1 : signsWorth;
}

function alignCore(old: readonly string[], fresh: readonly string[], onlyEqual: boolean): AlignedLine[] {
  const width = fresh.length + 1;
  const worth = new Float32Array((old.length + 1) * width);
  const worths = old.map(worthOf);
  const pair = (at: number, to: number): number => {
    if (old[at] === fresh[to]) return keptWorth * (worths[at] ?? 1);
    if (onlyEqual) return 0;
    const share = sharedEnds(old[at]?.trim() ?? '', fresh[to]?.trim() ?? '');
    return share < leastShare ? 0 : share * (worths[at] ?? 1);
  };
  for (let at = old.length - 1; at >= 0; at--) {
    for (let to = fresh.length - 1; to >= 0; to--) {
      const both = (worth[(at + 1) * width + to + 1] ?? 0) + pair(at, to);
      worth[at * width + to] = Math.max(both, worth[(at + 1) * width + to] ?? 0, worth[at * width + to + 1] ?? 0);
    }
  }
  const aligned: AlignedLine[] = [];
  let at = 0;
  for (let to = 0; to < fresh.length;) {
    const text = fresh[to] ?? '';
    const here = worth[at * width + to] ?? 0;
    const own = at < old.length ? pair(at, to) : 0;
    if (own > 0 && Math.abs(here - own - (worth[(at + 1) * width + to + 1] ?? 0)) < 1e-3) {
      aligned.push({ text, from: at, kept: old[at] === text });
      at++;
      to++;
    } else if (at < old.length && here === worth[(at + 1) * width + to]) at++;
    else {
      aligned.push({ text, kept: false });
      to++;
    }
  }
  return aligned;
}

/** The share of the longer text that two texts begin and end with alike. */
function sharedEnds(a: string, b: string): number {
  const { head, tail } = commonTextEnds(a, b);
  return (head + tail) / Math.max(1, a.length, b.length);
}
