import { commonEnds } from '../../base/lines';
import { plainPunctuation } from './lineKeys';

/**
 * A piece that cannot be taken apart: a character with what combines with it. `plain`: how much plain text it makes.
 */
interface Piece {
  readonly text: string;
  readonly plain: number;
}

function piecesOf(text: string): Piece[] {
  return Array.from(text.matchAll(/\P{M}\p{M}*|\p{M}+/gu), ([piece]) => ({
    text: piece,
    plain: plainPunctuation(piece).length,
  }));
}

/**
 * How many pieces of `theirs` make the same plain text as the first `most` of `written`. Fewer of `written` where a
 * piece would have to be cut, as an ellipsis for three full stops.
 */
function alike(theirs: readonly Piece[], written: readonly Piece[], most: number): { theirs: number; written: number } {
  const found = { theirs: 0, written: 0 };
  for (let at = 0, count = 0, size = 0, reached = 0; at < most; at++) {
    size += written[at]?.plain ?? 0;
    while (count < theirs.length && reached + (theirs[count]?.plain ?? 0) <= size)
      reached += theirs[count++]?.plain ?? 0;
    if (reached === size) Object.assign(found, { theirs: count, written: at + 1 });
  }
  return found;
}

/**
 * A line that a block changes, with the file's own characters in the parts that it keeps: what `search` and `replace`
 * begin and end with alike is taken from `present`, which reads like `search` but for the kinds of quotes, dashes and
 * spaces.
 */
export function carryOver(present: string, search: string, replace: string): string {
  if (present === search) return replace;
  const [theirs, before, after] = [piecesOf(present), piecesOf(search), piecesOf(replace)];
  const { head, tail } = commonEnds(
    before.map(({ text }) => text),
    after.map(({ text }) => text),
  );
  const front = alike(theirs, before, head);
  const back = alike(theirs.slice(front.theirs).reverse(), before.toReversed(), tail);
  const textOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join('');
  return (
    textOf(theirs.slice(0, front.theirs)) +
    textOf(after.slice(front.written, after.length - back.written)) +
    textOf(theirs.slice(theirs.length - back.theirs))
  );
}
