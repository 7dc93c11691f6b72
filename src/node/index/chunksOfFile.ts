import type { DatabaseSync } from 'node:sqlite';
import type { Chunk } from '../../outlines/chunks';

/** The chunks that the index holds of a file, by the file's id, in their order. */
export type ChunksOfFile = (file: number) => Chunk[];

/** Reads the chunks of files from the index. */
export function createChunksOfFile(db: DatabaseSync): ChunksOfFile {
  const rows = db.prepare('SELECT from_line, to_line, head, name, owner FROM chunks WHERE file = ? ORDER BY id');
  return (file) =>
    rows.all(file).map((row) => ({
      from: Number(row['from_line']),
      to: Number(row['to_line']),
      head: Number(row['head']),
      name: String(row['name']),
      owner: String(row['owner']),
    }));
}
