import type { Piece, ValuedPiece } from './valuedPiece';

/** Shorter pieces are not worth their heading: length says little below, in characters. */
const shortPiece = 200;
/** How much a piece's length counts against it: its worth over its characters to this power. */
const lengthPower = 0.15;
/** What a heading and its fence take, in characters. */
export const headingChars = 60;
/** What a further piece of a file takes besides, in characters. */
const joinChars = 12;
/** Lines between two shown pieces of a file that are shown, too, rather than left out. */
const smallGap = 2;

/** What a piece is worth for its length. */
export function valueOf(worth: number, chars: number): number {
  return worth / Math.max(shortPiece, chars) ** lengthPower;
}

/** The best pieces that fit. `valued`: the best first. */
export function chooseByValue(valued: readonly ValuedPiece[], room: number): ValuedPiece[] {
  const chosen: ValuedPiece[] = [];
  const files = new Set<string>();
  let left = room;
  for (const each of valued) {
    const { path } = each.piece.file;
    const cost = each.chars + (files.has(path) ? joinChars : headingChars);
    if (cost > left) continue;
    left -= cost;
    files.add(path);
    chosen.push(each);
    if (left < shortPiece) break;
  }
  return chosen;
}

/** Pieces by file, the file of the best one first, in the file's order; those that follow each other are one. */
export function joinByFile(valued: readonly ValuedPiece[]): Piece[] {
  const pieces = valued.map(({ piece }) => piece);
  return [...Map.groupBy(pieces, ({ file }) => file.path).values()].flatMap(joined);
}

function joined(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of [...pieces].sort((a, b) => a.from - b.from)) {
    const last = out.at(-1);
    if (last && piece.from <= last.to + 1 + smallGap) out.splice(-1, 1, { ...last, to: Math.max(last.to, piece.to) });
    else out.push(piece);
  }
  return out;
}

/** Whether a piece holds another one whole. */
export function holds(one: Piece, other: Piece): boolean {
  return one.file.path === other.file.path && one.from <= other.from && other.to <= one.to;
}
