import { withLeadingComment } from '../../outlines/leadingComment';
import type { BriefContext } from './briefContext';
import { linesOf } from './showText';
import { textOf, type ValuedPiece } from './valuedPiece';

/** What is longer is looked at where it matters, in lines. */
const longest = 12;
/** So many are shown for one function. */
const most = 4;
/** What a function calls is worth so much of it. */
const worthOfCaller = 0.5;

/** Short functions of the same file that the given ones call: whoever changes these must know what they do. */
export async function calledPieces(
  callers: readonly ValuedPiece[],
  outline: BriefContext['workspace']['outline'],
): Promise<ValuedPiece[]> {
  const all: ValuedPiece[] = [];
  for (const { piece, value } of callers) {
    const { file } = piece;
    const lines = linesOf(file.text);
    const called = [
      ...new Set([...textOf(piece).matchAll(/(?<![\w$])([A-Za-z_$][\w$]{3,})\s*\(/g)].map(([, name]) => name)),
    ];
    const entries = await outline(file.text, file.path);
    const short = called.flatMap((name) => {
      const own = entries.filter((entry) => entry.name === name || entry.name.endsWith(`.${name}`));
      const [only] = own;
      if (!only || own.length > 1 || only.end === only.line || only.end - only.line >= longest) return [];
      return only.line >= piece.from && only.end <= piece.to ? [] : [only];
    });
    for (const { line, end } of short.slice(0, most)) {
      const callee = { file, from: withLeadingComment(lines, line), to: end };
      all.push({ piece: callee, chars: textOf(callee).length + 1, value: value * worthOfCaller });
    }
  }
  return all;
}
