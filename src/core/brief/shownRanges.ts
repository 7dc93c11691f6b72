import type { FileText } from '../../contracts/files';
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
  /** Whether these lines were shown of the file as it is now. */
  has(file: Pick<FileText, 'path' | 'hash'>, from: number, to: number): boolean;
  /** Forgets what was shown of a file, because it has changed since. */
  forget(path: string): void;
  /** What was shown so far, to go on from without changing it. */
  copy(): ShownRanges;
  /** Hashes by path, for the guard against stale edits. */
  hashes(): Record<string, string>;
  /** Everything shown, merged and sorted. */
  ranges(): ContextRef[];
}

/** Starts with nothing shown. */
export function createShownRanges(options: { readonly numbered?: boolean } = {}): ShownRanges {
  return rangesOf(options.numbered ?? false, new Map(), new Map());
}

function rangesOf(
  numbered: boolean,
  byPath: Map<string, [number, number][]>,
  hashes: Map<string, string>,
): ShownRanges {
  return {
    numbered,
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
    has: ({ path, hash }, from, to) =>
      hashes.get(path) === hash && (byPath.get(path) ?? []).some(([first, last]) => from >= first && to <= last),
    forget(path) {
      hashes.delete(path);
      byPath.delete(path);
    },
    copy: () => rangesOf(numbered, new Map(byPath), new Map(hashes)),
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
