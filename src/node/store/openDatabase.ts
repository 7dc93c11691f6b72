import { existsSync, mkdirSync, renameSync, rmdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as sqliteModule from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { pauseThread } from '../pauseThread';
import { isBusy, isDamaged } from './storeErrors';
import { migrate } from './storeSchema';

type Sqlite = typeof sqliteModule;

/** Above this size only the header and the schema are checked when opening. */
const maxCheckedBytes = 64 * 1024 * 1024;
const maxLogBytes = 8 * 1024 * 1024;

/** An open database, and where the damaged one went that lay in its place. */
export interface OpenedDatabase {
  readonly db: DatabaseSync;
  readonly setAside?: string;
}

/**
 * Opens or creates the store's file. A damaged file is renamed to `<file>.corrupt-<time>` together with its log, and a
 * fresh one takes its place. Blocks; for the worker only.
 */
export function openDatabase(sqlite: Sqlite, file: string): OpenedDatabase {
  mkdirSync(dirname(file), { recursive: true });
  const lock = `${file}.setting-aside`;
  for (let tries = 0; ; tries++) {
    try {
      return { db: openOnce(sqlite, file) };
    } catch (error) {
      if (tries >= 40 || !(isDamaged(error) || isBusy(error))) throw error;
      if (isBusy(error) || !takeLock(lock)) {
        pauseThread(250);
        continue;
      }
    }
    try {
      const setAside = moveIfDamaged(sqlite, file);
      if (setAside !== undefined) return { db: openOnce(sqlite, file), setAside };
    } finally {
      rmdirSync(lock);
    }
  }
}

function openOnce(sqlite: Sqlite, file: string): DatabaseSync {
  const db = new sqlite.DatabaseSync(file);
  try {
    db.exec('PRAGMA busy_timeout = 5000');
    db.exec('PRAGMA journal_mode = WAL');
    db.exec('PRAGMA synchronous = FULL');
    // The log would keep the size that the bytes of a large file once gave it.
    db.exec(`PRAGMA journal_size_limit = ${maxLogBytes}`);
    if (statSync(file).size <= maxCheckedBytes) check(db);
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function check(db: DatabaseSync): void {
  const verdict = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
  if (verdict !== 'ok')
    throw Object.assign(new Error(`The file failed its check: ${String(verdict)}`), { errcode: 11 });
}

/** Renames the file if it is still damaged: another window may have dealt with it while this one waited. */
function moveIfDamaged(sqlite: Sqlite, file: string): string | undefined {
  try {
    openOnce(sqlite, file).close();
    return undefined;
  } catch (error) {
    if (!isDamaged(error)) throw error;
  }
  const target = `${file}.corrupt-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
  }
  return target;
}

/**
 * A folder is the lock: making one succeeds for one process only. One that a crash left behind is broken up after 10 s.
 */
function takeLock(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    try {
      if (Date.now() - statSync(folder).mtimeMs > 10_000) rmdirSync(folder);
    } catch {
      // Its holder was faster.
    }
    return false;
  }
}
