import type { FileText } from '../../contracts/files';
import { linesOf } from './showText';

/** Lines of a file to show: one-based, inclusive. */
export interface Piece {
  readonly file: FileText;
  readonly from: number;
  readonly to: number;
}

/** The lines of a piece. */
export function textOf({ file, from, to }: Piece): string {
  return linesOf(file.text)
    .slice(from - 1, to)
    .join('\n');
}

/** A piece, its length, and what it is worth for its length. */
export interface ValuedPiece {
  readonly piece: Piece;
  readonly chars: number;
  readonly value: number;
}
