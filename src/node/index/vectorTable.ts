import type { DatabaseSync } from 'node:sqlite';
import type { UnembeddedPiece, VectorPort } from '../../contracts/embeddings';
import { hashText } from '../hash';
import { inTransaction } from '../store/transaction';
import type { TextOf } from './chunkSearch';
import type { ChunksOfFile } from './chunksOfFile';
import { linesToSend, pieceText } from './pieceTexts';
import { quantize } from './quantize';
import { addVectorTables } from './vectorSchema';

type Awaitless<F> = F extends (...args: infer A) => Promise<infer R> ? (...args: A) => R : never;

/** What the worker is asked of vectors, by name. */
export type VectorOperations = { [K in keyof VectorPort]: Awaitless<VectorPort[K]> };

export interface VectorTableOptions {
  readonly textOf: TextOf;
  readonly chunksOf: ChunksOfFile;
  /** Hears that vectors were removed. */
  readonly forgotten: () => void;
}

/** The vectors of the pieces that the index holds. */
export function createVectorTable(
  db: DatabaseSync,
  { textOf, chunksOf, forgotten }: VectorTableOptions,
): VectorOperations {
  let prepared: Statements | undefined;
  const statements = () => (prepared ??= prepareStatements(db));
  return {
    notePieces: (after, limit) =>
      inTransaction(db, () => {
        const rows = statements().unnoted.all(after, limit);
        for (const row of rows)
          noteFile(
            { id: Number(row['id']), path: String(row['path']), hash: String(row['hash']) },
            { textOf, chunksOf },
            statements(),
          );
        return rows.length === limit ? { next: Number(rows.at(-1)?.['id']) } : {};
      }),
    unembedded(model, after, limit) {
      const rows = statements().missing.all(model, after, limit);
      return {
        pieces: textsOf(rows, textOf),
        ...(rows.length === limit && { next: Number(rows.at(-1)?.['id']) }),
      };
    },
    keepVectors: (model, made, { tokens, day }) =>
      inTransaction(db, () => {
        const { length, forgetModel, put, spend } = statements();
        const had = length.get(model)?.['length'];
        const now = made.find(({ vector }) => vector)?.vector?.length;
        const replaced = had !== undefined && now !== undefined && had !== now;
        if (replaced) {
          forgetModel.run(model);
          forgotten();
        }
        for (const { hash, vector } of made) put.run(model, hash, vector ? quantize(vector) : null);
        spend.run(day, tokens);
        return { replaced };
      }),
    embedded(model, day) {
      const { all, done, spent } = statements();
      return {
        pieces: Number(all.get()?.['count']),
        done: Number(done.get(model)?.['count']),
        tokensToday: Number(spent.get(day)?.['tokens'] ?? 0),
      };
    },
    tidyVectors(model) {
      const { forgetOthers, gone, held, forgetGone } = statements();
      const others = Number(forgetOthers.run(model).changes);
      const isTooMany = Number(gone.get()?.['count']) > Number(held.get()?.['count']);
      if (isTooMany) forgetGone.run();
      if (others > 0 || isTooMany) forgotten();
    },
  };
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(db: DatabaseSync) {
  addVectorTables(db);
  return {
    unnoted: db.prepare(
      `SELECT files.id, files.path, files.hash FROM files LEFT JOIN noted_files ON noted_files.file = files.id
       WHERE files.id > ? AND noted_files.hash IS NOT files.hash ORDER BY files.id LIMIT ?`,
    ),
    forgetPieces: db.prepare('DELETE FROM pieces WHERE file = ?'),
    addPiece: db.prepare(
      'INSERT INTO pieces (file, from_line, to_line, head, name, owner, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    note: db.prepare('INSERT OR REPLACE INTO noted_files (file, hash) VALUES (?, ?)'),
    missing: db.prepare(
      `SELECT pieces.id, from_line, to_line, name, owner, pieces.hash, files.path FROM pieces
       JOIN files ON files.id = pieces.file LEFT JOIN vectors ON vectors.model = ? AND vectors.hash = pieces.hash
       WHERE pieces.id > ? AND vectors.id IS NULL AND pieces.hash <> '' ORDER BY pieces.id LIMIT ?`,
    ),
    length: db.prepare('SELECT length(vector) AS length FROM vectors WHERE model = ? AND vector IS NOT NULL LIMIT 1'),
    // With a new id, so that what is in memory is read again.
    put: db.prepare('INSERT OR REPLACE INTO vectors (model, hash, vector) VALUES (?, ?, ?)'),
    spend: db.prepare(
      `INSERT INTO embedding_tokens (day, tokens) VALUES (?, ?)
       ON CONFLICT (day) DO UPDATE SET tokens = tokens + excluded.tokens`,
    ),
    spent: db.prepare('SELECT tokens FROM embedding_tokens WHERE day = ?'),
    all: db.prepare('SELECT count(*) AS count FROM pieces'),
    done: db.prepare(
      `SELECT count(*) AS count FROM pieces LEFT JOIN vectors ON vectors.model = ? AND vectors.hash = pieces.hash
       WHERE vectors.id IS NOT NULL OR pieces.hash = ''`,
    ),
    forgetModel: db.prepare('DELETE FROM vectors WHERE model = ?'),
    forgetOthers: db.prepare('DELETE FROM vectors WHERE model <> ?'),
    gone: db.prepare('SELECT count(*) AS count FROM vectors WHERE hash NOT IN (SELECT hash FROM pieces)'),
    held: db.prepare('SELECT count(*) AS count FROM vectors WHERE hash IN (SELECT hash FROM pieces)'),
    forgetGone: db.prepare('DELETE FROM vectors WHERE hash NOT IN (SELECT hash FROM pieces)'),
  };
}

/** Notes the pieces of a file as it is in the index now. One that cannot be read comes with a later pass. */
function noteFile(
  { id, path, hash }: { readonly id: number; readonly path: string; readonly hash: string },
  { textOf, chunksOf }: Pick<VectorTableOptions, 'textOf' | 'chunksOf'>,
  { forgetPieces, addPiece, note }: Statements,
): void {
  forgetPieces.run(id);
  const chunks = chunksOf(id);
  const text = chunks.length > 0 ? textOf(path) : '';
  if (text === undefined) return;
  const lines = linesToSend(path, text);
  for (const chunk of chunks) {
    const { from, to, head, name, owner } = chunk;
    const sent = lines ? pieceText({ path, ...chunk }, lines) : '';
    addPiece.run(id, from, to, head, name, owner, sent === '' ? '' : hashText(sent));
  }
  note.run(id, hash);
}

/** The pieces with their texts, each text once, where these are still what was noted. */
function textsOf(rows: readonly Record<string, unknown>[], textOf: TextOf): UnembeddedPiece[] {
  const files = new Map<string, readonly string[] | undefined>();
  const pieces = new Map<string, UnembeddedPiece>();
  for (const row of rows) {
    const [path, hash] = [String(row['path']), String(row['hash'])];
    if (!files.has(path)) files.set(path, linesToSend(path, textOf(path) ?? ''));
    const text = pieceText(
      {
        path,
        from: Number(row['from_line']),
        to: Number(row['to_line']),
        name: String(row['name']),
        owner: String(row['owner']),
      },
      files.get(path) ?? [],
    );
    if (text !== '' && hashText(text) === hash) pieces.set(hash, { hash, path, text });
  }
  return [...pieces.values()];
}
