/** A run of a file's lines, by index from 0. */
export interface NearestText {
  readonly start: number;
  readonly end: number;
  /** Index of the first line that differs, in the file; and in the searched lines. */
  readonly differs?: { readonly inFile: number; readonly inSearch: number };
}

const word = /[\w$\u00a0-\uffff]+/g;

/** A line's words, and the line itself where it has none. */
function wordsOf(line: string): string[] {
  const words = line.match(word);
  return words ?? (line.trim() === '' ? [] : [line.trim()]);
}

/** How alike two lines are, 0–1: the share of character pairs that they have in common (Dice). */
function likeness(a: string, b: string): number {
  const left = a.trim();
  const right = b.trim();
  if (left === right) return 1;
  if (left.length < 2 || right.length < 2) return 0;
  const pairs = new Map<string, number>();
  for (let i = 0; i < left.length - 1; i++) pairs.set(left.slice(i, i + 2), (pairs.get(left.slice(i, i + 2)) ?? 0) + 1);
  let common = 0;
  for (let i = 0; i < right.length - 1; i++) {
    const pair = right.slice(i, i + 2);
    const count = pairs.get(pair) ?? 0;
    if (count === 0) continue;
    common++;
    pairs.set(pair, count - 1);
  }
  return (2 * common) / (left.length + right.length - 2);
}

/**
 * The run of lines that is most like the searched ones, as long as they are; undefined when nothing is alike.
 * Rare common words vote for where the run starts, then the best few starts are compared line by line, so that
 * 10,000 lines take milliseconds.
 */
export function nearestText(lines: readonly string[], search: readonly string[]): NearestText | undefined {
  const wanted = new Map<string, number[]>();
  for (const [at, line] of search.entries()) {
    for (const each of new Set(wordsOf(line))) {
      const known = wanted.get(each);
      if (known) known.push(at);
      else wanted.set(each, [at]);
    }
  }
  const seen = new Map<string, number[]>();
  for (const [at, line] of lines.entries()) {
    for (const each of wordsOf(line)) {
      if (!wanted.has(each)) continue;
      const known = seen.get(each);
      if (!known) seen.set(each, [at]);
      else if (known[known.length - 1] !== at && known.length < 2000) known.push(at);
    }
  }
  const votes = new Map<number, number>();
  const common = [...seen.values()].every((places) => places.length > 200);
  for (const [each, places] of seen) {
    if (places.length > 200 && !common) continue;
    const weight = 1 / Math.sqrt(places.length);
    for (const place of places) {
      for (const from of (wanted.get(each) ?? []).slice(0, 20)) {
        const start = place - from;
        votes.set(start, (votes.get(start) ?? 0) + weight);
      }
    }
  }
  const starts = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 8);
  let best: { start: number; score: number } | undefined;
  for (const [start] of starts) {
    let score = 0;
    for (const [at, line] of search.entries()) if (line.trim() !== '') score += likeness(line, lines[start + at] ?? '');
    if (!best || score > best.score) best = { start, score };
  }
  const solid = search.filter((line) => line.trim() !== '').length;
  if (!best || best.score / Math.max(1, solid) < 0.25) return undefined;
  const start = Math.max(0, best.start);
  const end = Math.min(lines.length, best.start + search.length);
  for (let at = 0; at < search.length; at++) {
    const inFile = best.start + at;
    if (lines[inFile] !== search[at]) return { start, end, differs: { inFile, inSearch: at } };
  }
  return { start, end };
}
