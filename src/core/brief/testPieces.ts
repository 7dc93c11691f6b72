import { linesOf } from './showText';
import type { ValuedPiece } from './valuedPiece';

/** A file of tests up to so long is shown whole: new tests go where they fit. Characters. */
const wholeFile = 2_400;
/** Of a longer one the first lines, which say how its tests are set up. */
const headLines = 12;
const headChars = 500;

/**
 * Where a change is proved: the file of tests that fits best, whole or its first lines, and the tests most like what
 * is wanted. `valued`: pieces of tests, the best first.
 */
export function chooseTests(valued: readonly ValuedPiece[], room: number): ValuedPiece[] {
  const best = valued[0];
  if (!best) return [];
  const { file } = best.piece;
  const lines = linesOf(file.text);
  if (file.text.length <= Math.min(wholeFile, room))
    return [{ ...best, piece: { file, from: 1, to: lines.length }, chars: file.text.length }];
  let head = 0;
  let headSize = 0;
  while (head < Math.min(headLines, lines.length) && headSize + (lines[head]?.length ?? 0) < headChars)
    headSize += (lines[head++]?.length ?? 0) + 1;
  const chosen: ValuedPiece[] = [{ ...best, piece: { file, from: 1, to: head }, chars: headSize }];
  let left = room - headSize;
  for (const each of valued) {
    if (each.chars > left) continue;
    chosen.push(each);
    left -= each.chars;
  }
  return chosen;
}
