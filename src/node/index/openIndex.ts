import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as sqliteModule from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { pauseThread } from '../pauseThread';
import { isBusy, isDamaged } from '../store/storeErrors';
import { inTransaction } from '../store/transaction';

/** A file of any other version is thrown away: everything in it can be made again. */
const version = 5;

/**
 * `stamp` is the disk's time and size; empty where a later change could look the same. `bare` and `humps` are lower
 * case. Names stay when the last symbol that is called so is gone.
 *
 * A file's chunks have ids in a row, from `first` on; an id is never given twice, so postings of chunks that are gone
 * may stay where they are. `progress`: the id of the next chunk; up to which name their parts are known; up to which
 * term the rows of many files are joined, none where nothing is to be joined.
 */
const schema = `
  CREATE TABLE files (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, hash TEXT NOT NULL, size INTEGER NOT NULL, mtime REAL NOT NULL,
    stamp TEXT NOT NULL, language TEXT NOT NULL, symbols INTEGER NOT NULL, source TEXT NOT NULL
  ) STRICT;
  CREATE INDEX files_counted ON files (language, symbols);
  CREATE INDEX files_by_time ON files (mtime);
  CREATE TABLE names (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, bare TEXT NOT NULL, humps TEXT NOT NULL
  ) STRICT;
  CREATE INDEX names_by_bare ON names (bare);
  CREATE INDEX names_by_humps ON names (humps);
  CREATE VIRTUAL TABLE name_parts USING fts5 (
    name, content = 'names', content_rowid = 'id', tokenize = 'trigram', detail = none, columnsize = 0
  );
  CREATE TABLE symbols (
    file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE, number INTEGER NOT NULL, name INTEGER NOT NULL,
    kind TEXT NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (file, number)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX symbols_by_name ON symbols (name);
  CREATE TABLE chunks (
    file INTEGER PRIMARY KEY REFERENCES files (id) ON DELETE CASCADE, first INTEGER NOT NULL UNIQUE,
    lengths BLOB NOT NULL, lines BLOB NOT NULL, names TEXT NOT NULL
  ) STRICT;
  CREATE TABLE progress (next_chunk INTEGER NOT NULL, last_name INTEGER NOT NULL, joined_to TEXT) STRICT;
  INSERT INTO progress VALUES (1, 0, NULL);
  CREATE TABLE postings (
    term TEXT NOT NULL, first INTEGER NOT NULL, holding INTEGER NOT NULL, postings BLOB NOT NULL,
    PRIMARY KEY (term, first)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE imports (
    file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE, name TEXT NOT NULL, key TEXT NOT NULL
  ) STRICT;
  CREATE INDEX imports_by_file ON imports (file);
  CREATE INDEX imports_by_key ON imports (key);
`;

/**
 * Opens or creates the index. A damaged file, or one of another version, is thrown away. Blocks; for the worker only.
 */
export function openIndex(sqlite: typeof sqliteModule, file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  try {
    const db = openOnce(sqlite, file);
    if (db) return unworn(db);
  } catch (error) {
    if (!isDamaged(error)) throw error;
  }
  throwAway(file);
  const fresh = openOnce(sqlite, file);
  if (!fresh) throw new Error(`Another version of Flux has just written ${file}.`);
  return fresh;
}

/** After so many chunks, and with so many ids for each that is there, numbers begin again: lists go by them. */
const manyIds = 1_000_000;
const mostIdsEach = 4;

/** An index whose ids are mostly those of chunks that are long gone is emptied, and filled again by the next pass. */
function unworn(db: DatabaseSync): DatabaseSync {
  const next = Number(db.prepare('SELECT next_chunk FROM progress').get()?.['next_chunk']);
  if (next < manyIds) return db;
  const there = Number(db.prepare('SELECT sum(length(lengths)) / 4 AS count FROM chunks').get()?.['count']);
  if (next > mostIdsEach * there) inTransaction(db, () => db.exec(emptied + 'UPDATE progress SET next_chunk = 1;'));
  return db;
}

/** Takes everything out; ids go on. */
export const emptied = `
  DELETE FROM files; DELETE FROM names; DELETE FROM postings;
  INSERT INTO name_parts (name_parts) VALUES ('delete-all');
  UPDATE progress SET last_name = 0, joined_to = NULL;
`;

/** Opens an index that is there, for a process that reads files into it, and waits long for others to have written. */
export function openExisting(sqlite: typeof sqliteModule, file: string): DatabaseSync {
  const db = openOnce(sqlite, file);
  if (!db) throw new Error(`${file} is an index of another version.`);
  db.exec('PRAGMA busy_timeout = 120000');
  return db;
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
    db.exec('PRAGMA busy_timeout = 10000');
    useLog(db);
    db.exec('PRAGMA synchronous = NORMAL');
    db.exec('PRAGMA foreign_keys = ON');
    db.exec('PRAGMA temp_store = MEMORY');
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
