import type { DatabaseSync } from 'node:sqlite';
import { FluxError } from '../../base/errors';
import { foldCase } from '../../base/foldCase';
import { hasFigures, makeFigures } from './figures/figureTables';
import { createReferences } from './references';
import { inTransaction } from './transaction';

/** SQL, or what SQL cannot do. */
type Migration = string | ((db: DatabaseSync) => void);

/**
 * One entry a version, in order; an entry never changes once released. `user_version` counts those that were applied.
 */
const migrations: readonly Migration[] = [
  `
  CREATE TABLE events (
    session TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (session, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE snapshots (session TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, goal TEXT NOT NULL, state TEXT NOT NULL, progress REAL NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX sessions_by_name ON sessions (name);
  CREATE TABLE texts (key TEXT PRIMARY KEY, packed INTEGER NOT NULL, body BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE TABLE claims (
    session TEXT PRIMARY KEY, owner TEXT NOT NULL, pid INTEGER NOT NULL, host TEXT NOT NULL, beat_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE writes (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL) STRICT;
  INSERT INTO writes VALUES (1, 0);
  `,
  (db) => {
    db.exec(`
      CREATE TABLE text_references (session TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (session, key))
        STRICT, WITHOUT ROWID;
      CREATE INDEX text_references_by_key ON text_references (key);
      CREATE INDEX texts_by_key_and_time ON texts (key, at);
    `);
    const references = createReferences(db);
    for (const row of db.prepare('SELECT session, json FROM events').iterate())
      references.add(String(row['session']), String(row['json']));
  },
  (db) => {
    db.exec(`
      ALTER TABLE sessions ADD COLUMN folded_name TEXT NOT NULL DEFAULT '';
      CREATE INDEX sessions_by_age ON sessions (created_at);
      ALTER TABLE snapshots ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
      UPDATE snapshots SET revision = json_extract(json, '$.revision');
    `);
    const put = db.prepare('UPDATE sessions SET folded_name = ? WHERE id = ?');
    for (const row of db.prepare('SELECT id, name FROM sessions').all())
      put.run(foldCase(String(row['name'])), String(row['id']));
  },
  'CREATE TABLE notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;',
  makeFigures,
];

/**
 * Brings the file to this version's schema.
 * @throws FluxError `store_newer` when a newer version of Flux has written it
 */
export function migrate(db: DatabaseSync): void {
  if (versionOf(db) === migrations.length) return mendFigures(db);
  inTransaction(db, () => {
    // Read again: another window may have migrated while this one waited for the lock.
    const version = versionOf(db);
    if (version > migrations.length) {
      throw new FluxError(
        'store_newer',
        'The sessions of this workspace were saved by a newer version of Flux. Update Flux to see and continue them.',
      );
    }
    for (const migration of migrations.slice(version)) {
      if (typeof migration === 'string') db.exec(migration);
      else migration(db);
    }
    db.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

/** Figures follow from the events: what is missing of them, whoever broke it, is no reason to refuse the sessions. */
function mendFigures(db: DatabaseSync): void {
  if (hasFigures(db)) return;
  inTransaction(db, () => {
    if (!hasFigures(db)) makeFigures(db);
  });
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}
