import type { DatabaseSync } from 'node:sqlite';
import { BugError, FluxError } from '../../base/errors';
import { foldCase } from '../../base/foldCase';
import { createFigures } from './figures/figures';
import { createReferences } from './references';
import type { StoreOperations } from './storeProtocol';
import { unhurried } from './transaction';
import type { WriteCount } from './writeCount';

type SessionOperations = Pick<
  StoreOperations,
  'append' | 'keepFold' | 'events' | 'snapshot' | 'list' | 'search' | 'find' | 'remove' | 'version'
>;

/** Events and the list of sessions, which every append keeps in step; and folds, which may lag behind. */
export function createSessionTables(db: DatabaseSync, writes: WriteCount): SessionOperations {
  const statements = prepareStatements(db);
  const references = createReferences(db);
  const figures = createFigures(db);

  return {
    append(session, events, row) {
      if (events.length === 0) return;
      writes.write(() => {
        requireNext(statements, session, events);
        for (const event of events) {
          statements.insertEvent.run(session, event.seq, event.at, event.json);
          references.add(session, event.json);
        }
        figures.record(session, events);
        const { name, goal, state, progress, createdAt, updatedAt } = row;
        statements.putSession.run(session, name, foldCase(name), goal, state, progress, createdAt, updatedAt);
      });
    },
    keepFold: (session, revision, parts) =>
      unhurried(db, () => void statements.putSnapshot.run(revision, parts.join(''), session)),
    events(session, after, limit) {
      const rows = statements.readEvents.all(session, after, limit);
      return { json: `[${rows.map((row) => String(row['json'])).join(',')}]`, count: rows.length };
    },
    snapshot: (session) => statements.readSnapshot.get(session)?.['json'] as string | undefined,
    list: () => String(statements.readList.get()?.['json']),
    search(text, limit) {
      const folded = foldCase(text);
      const words = JSON.stringify(folded.split(' ').filter((word) => word !== ''));
      return String(statements.readMatches.get({ text, folded, words, limit })?.['json']);
    },
    find: (idOrName) =>
      (statements.findId.get(idOrName) ?? statements.findName.get(idOrName))?.['id'] as string | undefined,
    remove(session) {
      writes.write(() => {
        for (const table of ['events', 'snapshots', 'claims'])
          db.prepare(`DELETE FROM ${table} WHERE session = ?`).run(session);
        db.prepare('DELETE FROM sessions WHERE id = ?').run(session);
        figures.forget(session);
        references.drop(session);
        references.sweep();
      });
    },
    version: writes.ofOthers,
  };
}

/** Refuses events that do not follow the newest one. */
function requireNext({ newest }: Statements, session: string, events: readonly { readonly seq: number }[]): void {
  const next = Number(newest.get(session)?.['seq'] ?? 0) + 1;
  if (events[0]?.seq !== next)
    throw new FluxError(
      'store_conflict',
      'Another window has continued this session. Check its current state, then try again.',
      { retryable: true },
    );
  events.forEach(({ seq }, index) => {
    if (seq !== next + index) throw new BugError(`Event ${seq} does not follow ${next + index - 1}.`);
  });
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(db: DatabaseSync) {
  // One text rather than thousands of objects: those take longer to make and to hand over than the query does.
  const asJson =
    'json_group_array(json_array(id, name, goal, state, progress, created_at, updated_at) ORDER BY place, ' +
    'created_at DESC, number DESC) AS json';
  return {
    newest: db.prepare('SELECT max(seq) AS seq FROM events WHERE session = ?'),
    insertEvent: db.prepare('INSERT INTO events (session, seq, at, json) VALUES (?, ?, ?, ?)'),
    putSnapshot: db.prepare(
      `INSERT INTO snapshots (session, revision, json) SELECT id, ?, ? FROM sessions WHERE id = ?
       ON CONFLICT (session) DO UPDATE SET revision = excluded.revision, json = excluded.json
         WHERE excluded.revision > revision`,
    ),
    putSession: db.prepare(
      `INSERT INTO sessions (id, name, folded_name, goal, state, progress, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, folded_name = excluded.folded_name, goal = excluded.goal,
         state = excluded.state, progress = excluded.progress, created_at = excluded.created_at,
         updated_at = excluded.updated_at`,
    ),
    readEvents: db.prepare('SELECT json FROM events WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?'),
    readSnapshot: db.prepare('SELECT json FROM snapshots WHERE session = ?'),
    readList: db.prepare(`SELECT ${asJson} FROM (SELECT *, rowid AS number, 0 AS place FROM sessions)`),
    readMatches: db.prepare(
      `SELECT ${asJson} FROM (
         SELECT *, rowid AS number, CASE
           WHEN name = :text THEN 0 WHEN folded_name = :folded THEN 1
           WHEN substr(folded_name, 1, length(:folded)) = :folded THEN 2 ELSE 3 END AS place
         FROM sessions WHERE NOT EXISTS (SELECT 1 FROM json_each(:words) WHERE instr(folded_name, value) = 0)
         ORDER BY place, created_at DESC, number DESC LIMIT :limit)`,
    ),
    findId: db.prepare('SELECT id FROM sessions WHERE id = ?'),
    findName: db.prepare('SELECT id FROM sessions WHERE name = ? ORDER BY created_at DESC, rowid DESC LIMIT 1'),
  };
}
