import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { FluxError } from '../../base/errors';
import { recordStored } from './figures/figureTables';
import { inTransaction } from './transaction';

const beatsMs = 20_000;
const columns = {
  sessions: 'id, name, folded_name, goal, state, progress, created_at, updated_at',
  events: 'session, seq, at, json',
  snapshots: 'session, revision, json',
  text_references: 'session, key',
};

/**
 * Copies sessions from another store's file, with their texts and bytes; the other store keeps them. What somebody
 * works on there stays out. What was at work when its window went away counts as cut off here too.
 * @param migrate brings the other file to this version's schema
 * @returns the ids of what was copied
 * @throws FluxError `store_failed` when there is no such file
 */
export function importSessions(db: DatabaseSync, file: string, migrate: () => void): string[] {
  if (!existsSync(file))
    throw new FluxError('store_failed', `The session store ${file} no longer exists, so nothing was imported.`);
  migrate();
  db.prepare('ATTACH DATABASE ? AS other').run(file);
  try {
    return inTransaction(db, () => {
      const ids = db
        .prepare(
          'SELECT id FROM other.sessions WHERE id NOT IN (SELECT id FROM main.sessions) AND id NOT IN (SELECT ' +
            'session FROM other.claims WHERE abs(? - beat_at) < ?)',
        )
        .all(Date.now(), beatsMs)
        .map((row) => String(row['id']));
      const list = JSON.stringify(ids);
      const among = (column: string) => `${column} IN (SELECT value FROM json_each(?))`;
      for (const [table, names] of Object.entries(columns)) {
        db.prepare(
          `INSERT OR IGNORE INTO main.${table} (${names}) SELECT ${names} FROM other.${table} WHERE ` +
            `${among(table === 'sessions' ? 'id' : 'session')}`,
        ).run(list);
      }
      db.prepare(
        `INSERT OR IGNORE INTO main.texts (key, packed, body, at) SELECT key, packed, body, at FROM ` +
          `other.texts WHERE key IN (SELECT key FROM other.text_references WHERE ${among('session')})`,
      ).run(list);
      const orphan = db.prepare(
        'INSERT OR IGNORE INTO main.claims (session, owner, pid, host, beat_at) VALUES (?, ?, 0, ?, 0)',
      );
      for (const id of ids) orphan.run(id, 'imported', '');
      recordStored(db, ids);
      if (ids.length > 0) db.exec('UPDATE main.writes SET count = count + 1');
      return ids;
    });
  } finally {
    db.exec('DETACH DATABASE other');
  }
}
