import type { FileText } from '../../contracts/files';
import { withLeadingComment } from '../../outlines/leadingComment';
import type { OutlineEntry } from '../../outlines/outlineEntry';
import { linesOf } from './showText';
import type { Piece } from './valuedPiece';

/** A function or test of up to so many lines comes whole. */
const longestWhole = 60;
/** A shorter one says little by itself. */
const shortestWhole = 3;
/** Of anything longer, so many lines before and behind. */
const around = 8;

/** The function or test that a line stands in, with its comment; where that is too long, the lines around it. */
export function pieceAround(file: FileText, entries: readonly OutlineEntry[], line: number): Piece {
  const lines = linesOf(file.text);
  const [holder] = entries
    .filter(({ line: from, end }) => from <= line && line <= end)
    .map((entry) => ({ ...entry, length: entry.end - entry.line + 1 }))
    .filter(({ length }) => length >= shortestWhole && length <= longestWhole)
    .sort((a, b) => a.length - b.length);
  if (holder) return { file, from: withLeadingComment(lines, holder.line), to: holder.end };
  return { file, from: Math.max(1, line - around), to: Math.min(lines.length, line + around) };
}
