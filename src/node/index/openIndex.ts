import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as sqliteModule from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { pauseThread } from '../pauseThread';
import { isBusy, isDamaged } from '../store/storeErrors';
import { inTransaction } from '../store/transaction';

/** A file of any other version is thrown away: everything in it can be made again. */
const version = 4;

/**
 * `stamp` is the disk's time and size; empty where a later change could look the same. `bare` and `humps` are lower
 * case.
 */
const schema = `
  CREATE TABLE files (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, size INTEGER NOT NULL, mtime REAL NOT NULL,
    stamp TEXT NOT NULL, language TEXT NOT NULL, source TEXT NOT NULL
  ) STRICT;
  CREATE INDEX files_by_time ON files (mtime);
  CREATE TABLE symbols (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    name TEXT NOT NULL, kind TEXT NOT NULL, line INTEGER NOT NULL, bare TEXT NOT NULL, humps TEXT NOT NULL
  ) STRICT;
  CREATE INDEX symbols_by_file ON symbols (file);
  CREATE INDEX symbols_by_bare ON symbols (bare);
  CREATE INDEX symbols_by_humps ON symbols (humps);
  CREATE VIRTUAL TABLE names USING fts5 (name, content = 'symbols', content_rowid = 'id', tokenize = 'trigram');
  CREATE TRIGGER symbols_added AFTER INSERT ON symbols BEGIN
    INSERT INTO names (rowid, name) VALUES (new.id, new.name);
  END;
  CREATE TRIGGER symbols_removed AFTER DELETE ON symbols BEGIN
    INSERT INTO names (names, rowid, name) VALUES ('delete', old.id, old.name);
  END;
  CREATE TABLE chunks (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE, from_line INTEGER NOT NULL,
    to_line INTEGER NOT NULL, head INTEGER NOT NULL, name TEXT NOT NULL, owner TEXT NOT NULL, length INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX chunks_by_file ON chunks (file);
  CREATE VIRTUAL TABLE terms USING fts5 (
    path, name, head, body, content = '', contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 0 tokenchars '_$'"
  );
  CREATE VIRTUAL TABLE term_places USING fts5vocab (terms, instance);
  CREATE VIRTUAL TABLE term_counts USING fts5vocab (terms, row);
  CREATE TABLE imports (
    file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE, name TEXT NOT NULL, key TEXT NOT NULL
  ) STRICT;
  CREATE INDEX imports_by_file ON imports (file);
  CREATE INDEX imports_by_key ON imports (key);
  CREATE TRIGGER chunks_removed AFTER DELETE ON chunks BEGIN
    DELETE FROM terms WHERE rowid = old.id;
  END;
`;

/**
 * Opens or creates the index. A damaged file, or one of another version, is thrown away. Blocks; for the worker only.
 */
export function openIndex(sqlite: typeof sqliteModule, file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  try {
    const db = openOnce(sqlite, file);
    if (db) return db;
  } catch (error) {
    if (!isDamaged(error)) throw error;
  }
  throwAway(file);
  const fresh = openOnce(sqlite, file);
  if (!fresh) throw new Error(`Another version of Flux has just written ${file}.`);
  return fresh;
}

/** Removes the file with its log. */
export function throwAway(file: string): void {
  for (const suffix of ['-wal', '-shm', '']) rmSync(file + suffix, { force: true, maxRetries: 5, retryDelay: 200 });
}

/** While another window opens the file too, this fails at once, whatever the timeout says. */
function useLog(db: DatabaseSync): void {
  for (let tries = 0; ; tries++) {
    try {
      return db.exec('PRAGMA journal_mode = WAL');
    } catch (error) {
      if (!isBusy(error) || tries >= 200) throw error;
      pauseThread(50);
    }
  }
}

/** Undefined for a file of another version. */
function openOnce(sqlite: typeof sqliteModule, file: string): DatabaseSync | undefined {
  const db = new sqlite.DatabaseSync(file);
  try {
    db.exec('PRAGMA busy_timeout = 5000');
    useLog(db);
    db.exec('PRAGMA synchronous = NORMAL');
    db.exec('PRAGMA foreign_keys = ON');
    const found = inTransaction(db, () => {
      const before = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
      const isEmpty = db.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'] === 0;
      if (before !== 0 || !isEmpty) return before;
      db.exec(schema);
      db.exec(`PRAGMA user_version = ${version}`);
      return version;
    });
    if (found === version) return db;
  } catch (error) {
    db.close();
    throw error;
  }
  db.close();
  return undefined;
}
