import { ellipsis } from '../../base/text';
import type { BriefContext } from './briefContext';
import { linesOf } from './showText';
import type { ValuedPiece } from './valuedPiece';

/** Of the tests that are not shown, so many are named, in so many characters. */
const mostNamed = 10;
const namedChars = 400;

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
  // The names of its other tests take room too.
  let left = room - headSize - namedChars;
  for (const each of valued) {
    if (each.chars > left) continue;
    chosen.push(each);
    left -= each.chars;
  }
  return chosen;
}

/** The tests of the file that fits best that are not shown, by line: where a new one belongs. Empty without any. */
export async function otherTests(
  chosen: readonly ValuedPiece[],
  { workspace, shown }: Pick<BriefContext, 'workspace' | 'shown'>,
): Promise<string> {
  const file = chosen[0]?.piece.file;
  if (!file) return '';
  const entries = await workspace.outline(file.text, file.path);
  const others = entries.filter(
    ({ kind, name, line }) => (kind === 'test' || /^test/i.test(name)) && !shown.covers(file.path, line),
  );
  if (others.length === 0) return '';
  const named: string[] = [];
  let left = namedChars;
  for (const { line, name } of others.slice(0, mostNamed)) {
    const text = `${line} ${ellipsis(name, 80)}`;
    if (text.length > left) break;
    left -= text.length + 2;
    named.push(text);
  }
  const rest = others.length - named.length;
  return `Other tests in ${file.path}, by line: ${named.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`;
}
