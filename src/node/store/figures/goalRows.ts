import type { DatabaseSync } from 'node:sqlite';
import { tryJson } from '../../../base/tryJson';
import type { Course } from './course';

/** The figures of one goal. Counts, times in ms, and flags as 0 or 1. */
export interface GoalRow {
  /** Number of the event that began it. */
  readonly goal: number;
  /** What the person wanted; null once the session is deleted. */
  readonly text: string | null;
  readonly workflow: string;
  readonly started: number;
  /** When the newest event happened. */
  readonly at: number;
  readonly ended: number | null;
  readonly outcome: 'complete' | 'failed' | 'cancelled' | null;
  readonly verified: number;
  readonly worked: number;
  readonly waited: number;
  readonly retries: number;
  readonly decisions: number;
  readonly escalations: number;
  readonly questions: number;
  readonly undone: number;
  readonly files: number;
  /** Until it has ended. */
  readonly course: Course | null;
}

interface GoalRows {
  newest(session: string): GoalRow | undefined;
  put(session: string, goal: GoalRow): void;
}

const columns = [
  'goal',
  'text',
  'workflow',
  'started',
  'at',
  'ended',
  'outcome',
  'verified',
  'worked',
  'waited',
  'retries',
  'decisions',
  'escalations',
  'questions',
  'undone',
  'files',
] as const satisfies readonly (keyof GoalRow)[];

/** Reads and writes the figures of goals. */
export function goalRows(db: DatabaseSync): GoalRows {
  const read = db.prepare(`SELECT * FROM figure_goals WHERE session = ? ORDER BY goal DESC LIMIT 1`);
  const write = db.prepare(
    `INSERT OR REPLACE INTO figure_goals (session, course, ${columns.join(', ')})
     VALUES (?, ?, ${columns.map(() => '?').join(', ')})`,
  );
  return {
    newest(session) {
      const row = read.get(session);
      if (!row) return undefined;
      const { course, ...rest } = row;
      return { ...rest, course: readCourse(course) } as unknown as GoalRow;
    },
    put: (session, goal) =>
      void write.run(session, goal.course && JSON.stringify(goal.course), ...columns.map((column) => goal[column])),
  };
}

/** A damaged course counts as ended: nothing more is counted of that goal. */
function readCourse(json: unknown): Course | null {
  const course = typeof json === 'string' ? tryJson(json) : undefined;
  return typeof course === 'object' && course !== null && 'gates' in course && 'running' in course
    ? (course as Course)
    : null;
}
