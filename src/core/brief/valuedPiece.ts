import type { FileText } from '../../contracts/files';

/** Lines of a file to show: one-based, inclusive. */
export interface Piece {
  readonly file: FileText;
  readonly from: number;
  readonly to: number;
}

/** A piece, its length, and what it is worth for its length. */
export interface ValuedPiece {
  readonly piece: Piece;
  readonly chars: number;
  readonly value: number;
}
