import type { DatabaseSync } from 'node:sqlite';

/**
 * Made when embeddings are first used, beside the tables of the index, on whose chunks they do not depend.
 * `noted_files` has the files whose pieces are in `pieces`, with the hash that they had then. A piece's `hash` is that
 * of the text that is sent, empty where nothing is. `vector` has a signed byte for each number, and is NULL where the
 * endpoint does not take the text. Vectors stay when their piece goes: it may come back with another branch, and they
 * cost money.
 */
const schema = `
  CREATE TABLE IF NOT EXISTS noted_files (
    file INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE, hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS pieces (
    id INTEGER PRIMARY KEY AUTOINCREMENT, file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    from_line INTEGER NOT NULL, to_line INTEGER NOT NULL, head INTEGER NOT NULL, name TEXT NOT NULL,
    owner TEXT NOT NULL, hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS pieces_by_file ON pieces (file);
  CREATE TABLE IF NOT EXISTS vectors (
    id INTEGER PRIMARY KEY AUTOINCREMENT, model TEXT NOT NULL, hash TEXT NOT NULL, vector BLOB, UNIQUE (model, hash)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS embedding_tokens (day TEXT PRIMARY KEY, tokens INTEGER NOT NULL) STRICT;
`;

/** Makes sure that the tables are there. */
export function addVectorTables(db: DatabaseSync): void {
  db.exec(schema);
}
