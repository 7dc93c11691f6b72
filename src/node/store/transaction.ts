import type { DatabaseSync } from 'node:sqlite';

/** Runs `work` in one transaction that takes the write lock at once; whatever it throws undoes everything. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    db.exec('COMMIT');
    return value;
  } catch (error) {
    // After some failures (a full disk) SQLite has already rolled back.
    if (db.isTransaction !== false) {
      try {
        db.exec('ROLLBACK');
      } catch {
        // The first error says more than this one.
      }
    }
    throw error;
  }
}

/** Does what may be lost in a power cut, without waiting for the disk. What was waited for before stays safe. */
export function unhurried(db: DatabaseSync, work: () => void): void {
  db.exec('PRAGMA synchronous = NORMAL');
  try {
    work();
  } finally {
    db.exec('PRAGMA synchronous = FULL');
  }
}
