import type { DatabaseSync } from 'node:sqlite';

/**
 * An entry that no session names stays for this long: an event that names it may be about to be written, for a
 * command's former files only once the command has ended.
 */
const graceMs = 24 * 60 * 60 * 1000;

/** Which session names which text. */
export interface References {
  /** Notes everything in an event that is the key of a text. Within the append's transaction. */
  add(session: string, json: string): void;
  /** Forgets what a session names. */
  drop(session: string): void;
  /** Removes what no session has named for a day; the pages become free for what comes. */
  sweep(): void;
}

export function createReferences(db: DatabaseSync): References {
  const insert = db.prepare(
    'INSERT OR IGNORE INTO text_references (session, key) SELECT ?, key FROM texts WHERE key = ?',
  );
  const drop = db.prepare('DELETE FROM text_references WHERE session = ?');
  const sweep = db.prepare(
    `DELETE FROM texts WHERE key IN (
       SELECT key FROM texts INDEXED BY texts_by_key_and_time
       WHERE at < ? AND NOT EXISTS (SELECT 1 FROM text_references WHERE text_references.key = texts.key))`,
  );
  return {
    add(session, json) {
      for (const key of new Set(json.match(/\b[0-9a-f]{32}\b/g))) insert.run(session, key);
    },
    drop: (session) => void drop.run(session),
    sweep: () => void sweep.run(Date.now() - graceMs),
  };
}
