import type { DatabaseSync } from 'node:sqlite';
import { codeTerms } from '../../base/codeTerms';
import { chunksOf, type Chunk } from '../../outlines/chunks';
import type { OutlineEntry } from '../../outlines/outlineEntry';

/** A text with more is generated: only so many are kept, beginnings of declarations first. */
const mostChunks = 2_000;
/** A line that is longer is none that people write: minified code, a picture. It is left out. */
const longestLine = 2_000;

/** Puts the chunks of files into the index. */
export interface ChunkTable {
  /** Replaces what the index holds of a file. */
  put(file: number, path: string, text: string, entries: readonly OutlineEntry[]): void;
}

/** The chunks that the index holds. Their texts stay in the files: the index has their terms. */
export function createChunkTable(db: DatabaseSync): ChunkTable {
  const add = db.prepare(
    `INSERT INTO chunks (file, from_line, to_line, head, name, owner, length) VALUES (?, ?, ?, ?, ?, ?, ?)
     RETURNING id`,
  );
  const addTerms = db.prepare('INSERT INTO terms (rowid, path, name, head, body) VALUES (?, ?, ?, ?, ?)');
  // A trigger removes their terms.
  const remove = db.prepare('DELETE FROM chunks WHERE file = ?');
  return {
    put(file, path, text, entries) {
      remove.run(file);
      const lines = text.split('\n').map((line) => (line.length > longestLine ? '' : line));
      const pathTerms = codeTerms(pathWords(path)).join(' ');
      const isShown = ({ from, to, head, name }: Chunk) =>
        name === '' ? lines.slice(from - 1, to).some((line) => line !== '') : lines[head - 1] !== '';
      for (const { from, to, head, name, owner } of mostTelling(chunksOf(text, entries).filter(isShown))) {
        const body = codeTerms(lines.slice(from - 1, to).join('\n'));
        const top = codeTerms(lines.slice(from - 1, head).join('\n'));
        const row = add.get(file, from, to, head, name, owner, body.length);
        addTerms.run(
          row?.['id'] ?? null,
          pathTerms,
          codeTerms(`${name} ${owner}`).join(' '),
          top.join(' '),
          body.join(' '),
        );
      }
    },
  };
}

function mostTelling(chunks: readonly Chunk[]): readonly Chunk[] {
  if (chunks.length <= mostChunks) return chunks;
  const isBeginning = ({ name, head, from }: Chunk) => name !== '' && head >= from;
  const others = chunks.filter((chunk) => !isBeginning(chunk));
  return [...chunks.filter(isBeginning), ...others].slice(0, mostChunks).sort((a, b) => a.from - b.from);
}

/** A path's words; of declarations of types what people call them. */
function pathWords(path: string): string {
  return path.replace(/\.d\.[cm]?ts$/, ' typing typescript types definition').replace(/\.\w+$/, '');
}
