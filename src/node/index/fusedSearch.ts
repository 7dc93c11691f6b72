import type { DatabaseSync } from 'node:sqlite';
import type { WeightedTerm } from '../../base/codeTerms';
import type { Meaning } from '../../contracts/embeddings';
import type { FoundChunk } from '../../contracts/ports';
import type { VectorSearch } from './vectorSearch';
import { addVectorTables } from './vectorSchema';
import { weighMeaning } from './weighMeaning';

/** So many of the best by words, and by meaning, are looked at. */
const candidates = 400;

type FindByWords = (question: readonly WeightedTerm[], limit: number) => FoundChunk[];
type FindByMeaning = (question: readonly WeightedTerm[], limit: number, meaning?: Meaning) => FoundChunk[];

/** Finds what a question is about by its words and, where it comes with a meaning, by that as well. */
export function createFusedSearch(db: DatabaseSync, find: FindByWords, vectors: VectorSearch): FindByMeaning {
  let prepared: Statements | undefined;
  return (question, limit, meaning) => {
    if (!meaning) return find(question, limit);
    const { pieceAt, piece } = (prepared ??= prepareStatements(db));
    const byWords = new Map(
      find(question, Math.max(limit, candidates)).map((chunk, at) => {
        const id = pieceAt.get(chunk.path, chunk.from, chunk.to)?.['id'];
        // What has not been noted yet is found by its words alone.
        return [id === undefined ? -1 - at : Number(id), chunk];
      }),
    );
    const nearness = vectors.nearness(meaning, [...byWords.keys()], candidates);
    const scored = weighMeaning(
      [...byWords].map(([id, { score }]) => ({ id, score })),
      nearness,
    );
    return scored.slice(0, limit).flatMap(({ id, score }) => {
      const chunk = byWords.get(id) ?? chunkOf(piece.get(id));
      return chunk ? [{ ...chunk, score }] : [];
    });
  };
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(db: DatabaseSync) {
  addVectorTables(db);
  return {
    pieceAt: db.prepare(
      `SELECT pieces.id FROM pieces JOIN files ON files.id = pieces.file
       WHERE files.path = ? AND from_line = ? AND to_line = ?`,
    ),
    piece: db.prepare(
      `SELECT files.path, files.hash, from_line, to_line, head, name, owner FROM pieces
       JOIN files ON files.id = pieces.file WHERE pieces.id = ?`,
    ),
  };
}

function chunkOf(row: Record<string, unknown> | undefined): Omit<FoundChunk, 'score'> | undefined {
  return (
    row && {
      path: String(row['path']),
      hash: String(row['hash']),
      from: Number(row['from_line']),
      to: Number(row['to_line']),
      head: Number(row['head']),
      name: String(row['name']),
      owner: String(row['owner']),
    }
  );
}
