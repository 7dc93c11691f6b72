import type { OutlineEntry } from './outlineEntry';
import { withLeadingComment } from './leadingComment';

/** A piece of a file that means something by itself: a function, the head of a class, lines between declarations. */
export interface Chunk {
  /** One-based, the comment above included. */
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
  /** The line where the declaration begins, below its comment. */
  readonly head: number;
  /** Empty for lines that belong to no declaration. */
  readonly name: string;
  /** `Queue.add` has the owner `Queue`: what encloses it, from the outside in, parted by blanks. */
  readonly owner: string;
}

/** Longer declarations are taken in pieces. */
const longest = 60;
const pieceLines = 24;
/** A declaration that encloses others is taken apart if it is longer than that. */
const shortest = 30;
/** Nor is one that so many others enclose: that is generated. */
const deepest = 30;

/**
 * Takes a text apart into chunks that do not overlap; lines that hold nothing are in none. `entries`: its outline. A
 * long declaration comes in pieces that share its name and head.
 */
export function chunksOf(text: string, entries: readonly OutlineEntry[]): Chunk[] {
  const lines = text.split('\n');
  const sorted = entries
    .filter(({ kind, line, end }) => kind !== 'export' && end >= line)
    .sort((a, b) => a.line - b.line || b.end - a.end);
  const chunks: Chunk[] = [];
  let next = 0;

  const add = (from: number, to: number, named: Pick<Chunk, 'name' | 'owner' | 'head'>): void => {
    const [first, last] = withoutBlanks(lines, from, to);
    if (first > last) return;
    const head = Math.max(named.head, first);
    for (const [begin, end] of last - first < longest ? [[first, last] as const] : pieces(first, last))
      chunks.push({ ...named, from: begin, to: end, head });
  };
  const addLines = (from: number, to: number, owner: string): void => {
    for (let at = from; at <= to; at += pieceLines)
      add(at, Math.min(to, at + pieceLines - 1), { name: '', owner, head: at });
  };
  const takeApart = (from: number, to: number, owner: string, depth = 0): void => {
    let at = from;
    for (let entry = sorted[next]; entry && entry.line <= to; entry = sorted[next]) {
      next++;
      if (entry.line < at) continue;
      const begin = withLeadingComment(lines, entry.line, at);
      const end = Math.min(entry.end, to);
      addLines(at, begin - 1, owner);
      const named = { name: entry.name, owner, head: entry.line };
      const inner = sorted[next];
      if (inner && inner.line <= end && end - begin > shortest && depth < deepest) {
        const headEnd = Math.max(begin, withLeadingComment(lines, inner.line, entry.line + 1) - 1);
        add(begin, headEnd, named);
        takeApart(headEnd + 1, end, owner ? `${owner} ${entry.name}` : entry.name, depth + 1);
      } else {
        add(begin, end, named);
        while ((sorted[next]?.line ?? Infinity) <= end) next++;
      }
      at = Math.max(at, end + 1);
    }
    addLines(at, to, owner);
  };
  takeApart(1, lines.length, '');
  return chunks;
}

function withoutBlanks(lines: readonly string[], from: number, to: number): [first: number, last: number] {
  const isBlank = (line: number) => (lines[line - 1] ?? '').trim() === '';
  let [first, last] = [from, to];
  while (first <= last && isBlank(first)) first++;
  while (last >= first && isBlank(last)) last--;
  return [first, last];
}

function pieces(from: number, to: number): [number, number][] {
  const parts: [number, number][] = [];
  for (let at = from; at <= to;) {
    const end = to - at < pieceLines * 1.5 ? to : at + pieceLines - 1;
    parts.push([at, end]);
    at = end + 1;
  }
  return parts;
}
