import type { ContextRef } from '../../contracts/plan';

/** What a conversation with the model has been shown of the workspace: line ranges and the files' hashes. */
export interface ShownRanges {
  /** Whether lines are shown with their numbers: where they are to be spoken of rather than copied into edits. */
  readonly numbered: boolean;
  /** Notes that the lines `from`–`to` (one-based, inclusive) were shown of the file as `hash` stands for. */
  add(path: string, from: number, to: number, hash: string): void;
  /** Notes a file's hash where only its outline was shown. */
  know(path: string, hash: string): void;
  covers(path: string, line: number): boolean;
  /** Hashes by path, for the guard against stale edits. */
  hashes(): Record<string, string>;
  /** Everything shown, merged and sorted. */
  ranges(): ContextRef[];
}

/** Starts with nothing shown. */
export function createShownRanges(options: { readonly numbered?: boolean } = {}): ShownRanges {
  const byPath = new Map<string, [number, number][]>();
  const hashes = new Map<string, string>();
  return {
    numbered: options.numbered ?? false,
    add(path, from, to, hash) {
      hashes.set(path, hash);
      byPath.set(path, merge([...(byPath.get(path) ?? []), [from, to]]));
    },
    know(path, hash) {
      hashes.set(path, hash);
    },
    covers(path, line) {
      return (byPath.get(path) ?? []).some(([from, to]) => line >= from && line <= to);
    },
    hashes: () => Object.fromEntries(hashes),
    ranges: () => [...byPath].flatMap(([path, ranges]) => ranges.map((lines): ContextRef => ({ path, lines }))),
  };
}

function merge(ranges: [number, number][]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
