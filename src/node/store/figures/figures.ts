import type { DatabaseSync } from 'node:sqlite';
import { isInconsistent } from '../storeErrors';
import { recordEvents, type EventRow } from './recordEvents';

/** Numbers of what happened, kept beside the events. */
export interface FigureKeeper {
  /** Within the append's transaction. */
  record(session: string, events: readonly EventRow[]): void;
  /** Takes the texts of a deleted session out of them; the numbers stay. */
  forget(session: string): void;
}

export function createFigures(db: DatabaseSync): FigureKeeper {
  const add = recordEvents(db);
  const forgetting = [
    // A step's id was written by the model and tells of the goal.
    `UPDATE figure_calls SET step = (
       SELECT '#' || s.id FROM figure_steps AS s
       WHERE s.session = figure_calls.session AND s.goal = figure_calls.goal AND s.step = figure_calls.step)
     WHERE session = ? AND step IS NOT NULL`,
    `UPDATE figure_steps SET step = '#' || id, title = NULL WHERE session = ?`,
    'UPDATE figure_goals SET text = NULL, course = NULL WHERE session = ?',
  ].map((sql) => db.prepare(sql));
  return {
    record: (session, events) => unlessBroken(db, () => add(session, events)),
    forget: (session) =>
      unlessBroken(db, () => {
        for (const statement of forgetting) statement.run(session);
      }),
  };
}

/** Tables of figures that somebody has broken keep no session from being recorded; the next opening makes them anew. */
function unlessBroken(db: DatabaseSync, work: () => void): void {
  db.exec('SAVEPOINT figures');
  try {
    work();
  } catch (error) {
    if (!isInconsistent(error)) throw error;
    db.exec('ROLLBACK TO figures');
  }
  db.exec('RELEASE figures');
}
