import type { DatabaseSync } from 'node:sqlite';
import type { Chunk } from '../../outlines/chunks';
import { numbersIn } from './knownChunks';

/** The chunks of a file as the index keeps them. */
export interface ChunkRows {
  /** Of each its first line, its last, and the line of its head. */
  readonly lines: Uint32Array;
  /** Of each its name and what encloses it. */
  readonly names: readonly string[];
}

/** Reads the columns `lines` and `names` of a row of `chunks`. */
export function chunkRows(row: Record<string, unknown>): ChunkRows {
  return { lines: numbersIn(row['lines']), names: String(row['names']).split('\n') };
}

/** One of a file's chunks, counted from 0. */
export function chunkAt({ lines, names }: ChunkRows, at: number): Chunk {
  const [from = 1, to = 1, head = 1] = lines.subarray(3 * at, 3 * at + 3);
  const [name = '', owner = ''] = names.slice(2 * at, 2 * at + 2);
  return { from, to, head, name, owner };
}

/** The chunks that the index holds of a file, by the file's id, in their order. */
export type ChunksOfFile = (file: number) => Chunk[];

/** Reads the chunks of files from the index. */
export function createChunksOfFile(db: DatabaseSync): ChunksOfFile {
  const select = db.prepare('SELECT lines, names FROM chunks WHERE file = ?');
  return (file) => {
    const row = select.get(file);
    if (!row) return [];
    const rows = chunkRows(row);
    return Array.from({ length: rows.lines.length / 3 }, (_, at) => chunkAt(rows, at));
  };
}
