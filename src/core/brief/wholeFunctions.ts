import { withLeadingComment } from '../../outlines/leadingComment';
import type { BriefContext } from './briefContext';
import type { FoundText } from './chunkWorth';
import { linesOf } from './showText';
import { holds, valueOf } from './packPieces';
import { isTestPath } from './relevance';
import { textOf, type Piece, type ValuedPiece } from './valuedPiece';

/** Of so many functions that fit best none is cut. */
const most = 2;
/** A longer one is, in lines. */
const longest = 90;
/** One that fits less well than that, compared with the best, may be. */
const leastOfBest = 0.5;

/**
 * The functions that a goal is about most, where these are in several pieces: shown in part, what is missing is asked
 * for. They are worth as much as their best pieces. `worths`: what each piece is worth.
 */
export async function wholeFunctions(
  opened: readonly (FoundText & { readonly piece: Piece })[],
  worths: readonly number[],
  outline: BriefContext['workspace']['outline'],
): Promise<ValuedPiece[]> {
  const bar = leastOfBest * Math.max(0, ...worths);
  const rated = opened
    .map(({ chunk, piece, text }, at) => ({ chunk, piece, text, worth: worths[at] ?? 0 }))
    .filter(({ chunk, worth }) => chunk.name !== '' && worth > 0 && worth >= bar && !isTestPath(chunk.path))
    .sort((a, b) => b.worth - a.worth);
  const wholes: ValuedPiece[] = [];
  for (const { chunk, piece, text, worth } of rated) {
    if (wholes.length >= most) break;
    const { file, to } = piece;
    if (chunk.hash !== file.hash || wholes.some((one) => holds(one.piece, piece))) continue;
    const entry = (await outline(file.text, file.path)).find(({ line, end }) => line === chunk.head && end >= to);
    if (!entry || entry.end - entry.line >= longest) continue;
    const whole = { file, from: withLeadingComment(linesOf(file.text), entry.line), to: entry.end };
    wholes.push({ piece: whole, chars: textOf(whole).length + 1, value: valueOf(worth, text.length) });
  }
  return wholes;
}
