import type { DatabaseSync } from 'node:sqlite';
import { recordEvents, type RecordEvents } from './recordEvents';

/**
 * Goals by what became of them, their steps, and calls to the model. `goal`: the number of the event that began it;
 * `kind`: all that calls are told apart by, as one number, because summing by five texts takes three times as long.
 */
const tables = {
  figure_goals: `
    session TEXT NOT NULL, goal INTEGER NOT NULL, text TEXT, workflow TEXT NOT NULL,
    started INTEGER NOT NULL, at INTEGER NOT NULL, ended INTEGER, outcome TEXT, verified INTEGER NOT NULL,
    worked INTEGER NOT NULL, waited INTEGER NOT NULL, retries INTEGER NOT NULL, decisions INTEGER NOT NULL,
    escalations INTEGER NOT NULL, questions INTEGER NOT NULL, undone INTEGER NOT NULL, files INTEGER NOT NULL,
    course TEXT, PRIMARY KEY (session, goal)`,
  figure_steps: `
    id INTEGER PRIMARY KEY, session TEXT NOT NULL, goal INTEGER NOT NULL, step TEXT NOT NULL, title TEXT, tool TEXT,
    at INTEGER, worked INTEGER NOT NULL, waited INTEGER NOT NULL, UNIQUE (session, goal, step)`,
  figure_kinds: `
    id INTEGER PRIMARY KEY, workflow TEXT NOT NULL, purpose TEXT NOT NULL, intent TEXT NOT NULL, role TEXT NOT NULL,
    model TEXT NOT NULL, UNIQUE (workflow, purpose, intent, role, model)`,
  figure_calls: `
    session TEXT NOT NULL, goal INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, kind INTEGER NOT NULL,
    step TEXT, prompt INTEGER NOT NULL, completion INTEGER NOT NULL, cached INTEGER NOT NULL, saved INTEGER NOT NULL,
    estimate INTEGER, cost REAL, duration INTEGER NOT NULL, failed TEXT, PRIMARY KEY (session, seq)`,
} as const;

/** Makes the tables of figures anew and fills them from the events that are there, one at a time. */
export function makeFigures(db: DatabaseSync): void {
  for (const [table, columns] of Object.entries(tables)) {
    db.exec(`DROP TABLE IF EXISTS ${table}`);
    db.exec(`CREATE TABLE ${table} (${columns}) STRICT`);
  }
  db.exec(`
    CREATE INDEX figure_goals_by_start ON figure_goals (started);
    CREATE INDEX figure_goals_by_end ON figure_goals (ended);
    CREATE INDEX figure_calls_by_time ON figure_calls (at);
    CREATE INDEX figure_steps_by_time ON figure_steps (worked, at);
  `);
  const rows = db.prepare('SELECT session, seq, at, json FROM events ORDER BY session, seq').iterate();
  recordEach(recordEvents(db), rows);
}

/** Adds the figures of sessions whose events have just been stored by other means than an append. */
export function recordStored(db: DatabaseSync, sessions: readonly string[]): void {
  const read = db.prepare('SELECT session, seq, at, json FROM main.events WHERE session = ? ORDER BY seq');
  const record = recordEvents(db);
  for (const session of sessions) recordEach(record, read.iterate(session));
}

function recordEach(record: RecordEvents, rows: Iterable<Record<string, unknown>>): void {
  for (const { session, seq, at, json } of rows)
    record(String(session), [{ seq: Number(seq), at: Number(at), json: String(json) }]);
}

/** Whether the tables are as this version makes them. Figures follow from events, so others may be made anew. */
export function hasFigures(db: DatabaseSync): boolean {
  return Object.entries(tables).every(([table, columns]) => {
    const found = new Set(
      db
        .prepare(`SELECT name FROM pragma_table_info('${table}')`)
        .all()
        .map(({ name }) => name),
    );
    return [...columns.matchAll(/(\w+) (?:TEXT|INTEGER|REAL)/g)].every(([, name]) => found.has(name!));
  });
}
