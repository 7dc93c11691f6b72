import type { DatabaseSync } from 'node:sqlite';
import type { SessionEvent } from '../../../contracts/events';
import type { PlanStep } from '../../../contracts/plan';
import { tryJson } from '../../../base/tryJson';
import { groupOf, textOf } from './counts';
import { begunAt, follow, passed, stepTimes } from './course';
import { goalRows, type GoalRow } from './goalRows';
import { recordCalls } from './recordCalls';

/** An event as it is stored. */
export interface EventRow {
  readonly seq: number;
  readonly at: number;
  readonly json: string;
}

/** Adds what events say to the figures of their session, within the caller's transaction. */
export type RecordEvents = (session: string, events: readonly EventRow[]) => void;

/** Events of which figures need no more than that time has passed. */
const passedOver: ReadonlySet<string> = new Set([
  'plan.looked',
  'scope.widened',
  'step.bound',
  'step.called',
  'step.checkpointed',
  'step.touched',
  'feedback.added',
  'feedback.seen',
  'role.spoke',
  'tests.measured',
  'undo.started',
]);

/** Prepares recording; the tables of figures are there. */
export function recordEvents(db: DatabaseSync): RecordEvents {
  const goals = goalRows(db);
  const tables = prepareTables(db);
  return (session, rows) => {
    let goal = goals.newest(session);
    let changed: GoalRow | undefined;
    const keep = () => changed && goals.put(session, changed);
    for (const row of rows) {
      const event = readEvent(row);
      if (!event) continue;
      const next = recorded(session, goal, event, tables);
      // What ended before stays as a row of its own; what came from a file is no figure at all.
      if (next && changed && next.goal !== changed.goal) keep();
      if (next !== goal) changed = next;
      goal = next;
    }
    keep();
  };
}

type Tables = ReturnType<typeof prepareTables>;
type EventOf<Kind extends SessionEvent['kind']> = SessionEvent & { kind: Kind };

function prepareTables(db: DatabaseSync) {
  return {
    addCall: recordCalls(db),
    planStep: db.prepare(
      `INSERT INTO figure_steps (session, goal, step, title, tool, worked, waited) VALUES (?, ?, ?, ?, ?, 0, 0)
       ON CONFLICT (session, goal, step) DO UPDATE SET title = excluded.title, tool = excluded.tool`,
    ),
    dropPlan: db.prepare('DELETE FROM figure_steps WHERE session = ? AND goal = ? AND at IS NULL'),
    retitle: db.prepare('UPDATE figure_steps SET title = ? WHERE session = ? AND goal = ? AND step = ?'),
    endStep: db.prepare(
      `UPDATE figure_steps SET at = ?, worked = worked + ?, waited = waited + ?
       WHERE session = ? AND goal = ? AND step = ?`,
    ),
    dropCalls: db.prepare('DELETE FROM figure_calls WHERE session = ?'),
    dropSteps: db.prepare('DELETE FROM figure_steps WHERE session = ? AND at IS NOT NULL'),
    dropGoals: db.prepare('DELETE FROM figure_goals WHERE session = ?'),
  };
}

/** The goal after an event; one that is not as its kind says, because its file was damaged, changes nothing. */
function recorded(...args: Parameters<typeof record>): GoalRow | undefined {
  try {
    return record(...args);
  } catch (error) {
    if (error instanceof TypeError) return args[1];
    throw error;
  }
}

/** The same, with what the event adds in other tables. */
function record(session: string, goal: GoalRow | undefined, event: SessionEvent, tables: Tables): GoalRow | undefined {
  switch (event.kind) {
    case 'session.created':
    case 'session.continued':
      return begun(event);
    case 'session.imported':
      return goal && imported(session, goal, event, tables);
  }
  if (!goal) return undefined;
  addRows(session, goal, event, tables);
  return withEvent(goal, event);
}

function begun(event: EventOf<'session.created' | 'session.continued'>): GoalRow {
  return {
    goal: event.seq,
    text: textOf(event.goal, 2000),
    workflow: groupOf(event.workflow),
    started: event.at,
    at: event.at,
    ended: null,
    outcome: null,
    verified: 0,
    worked: 0,
    waited: 0,
    retries: 0,
    decisions: 0,
    escalations: 0,
    questions: 0,
    undone: 0,
    files: 0,
    course: begunAt(event.at, event.phase),
  };
}

/** What happened before it came from a file happened elsewhere: it is no figure of this workspace. */
function imported(
  session: string,
  goal: GoalRow,
  event: EventOf<'session.imported'>,
  { dropCalls, dropSteps, dropGoals }: Tables,
): GoalRow | undefined {
  for (const drop of [dropCalls, dropSteps, dropGoals]) drop.run(session);
  if (goal.ended !== null) return undefined;
  const { text, workflow, course } = goal;
  return {
    ...begun({ ...event, kind: 'session.continued', goal: text ?? '', workflow }),
    goal: goal.goal,
    course: { ...course!, at: event.at },
  };
}

function addRows(session: string, row: GoalRow, event: SessionEvent, tables: Tables): void {
  const { goal, course } = row;
  const plan = (steps: readonly PlanStep[]) => {
    for (const { id, title, tool } of steps)
      tables.planStep.run(session, goal, String(id), textOf(title), textOf(tool, 120));
  };
  switch (event.kind) {
    case 'model.called':
      return tables.addCall(session, row, event);
    case 'plan.proposed':
      tables.dropPlan.run(session, goal);
      return plan(event.plan.steps);
    case 'plan.extended':
      return plan(event.steps);
    case 'plan.edited':
      for (const { id, title } of event.steps)
        if (title !== undefined) tables.retitle.run(textOf(title), session, goal, id);
      return;
    case 'step.finished':
    case 'step.retried':
    case 'step.recovered': {
      const times = course && stepTimes(course, event.step, event.at);
      if (times) tables.endStep.run(event.at, times.workedMs, times.waitedMs, session, goal, event.step);
    }
  }
}

/** The goal with what an event says of it. */
function withEvent(before: GoalRow, event: SessionEvent): GoalRow {
  const { course } = before;
  const ms = course ? passed(course, event) : { workedMs: 0, waitedMs: 0 };
  const next = course && follow(course, event);
  const goal: GoalRow = {
    ...before,
    at: Math.max(before.at, event.at),
    worked: before.worked + ms.workedMs,
    waited: before.waited + ms.waitedMs,
    course: next && next.state !== 'ended' ? next : null,
  };
  if (event.kind === 'undo.finished') return { ...goal, undone: event.undone.length > 0 ? 1 : 0 };
  // What has ended changes no more.
  return course ? counted(goal, event) : before;
}

function counted(goal: GoalRow, event: SessionEvent): GoalRow {
  switch (event.kind) {
    case 'goal.settled':
      return { ...goal, text: textOf(event.goal, 2000) };
    case 'step.retried':
      return { ...goal, retries: goal.retries + 1 };
    case 'decision.made': {
      const asks = event.decision.action === 'escalate_to_human';
      return { ...goal, decisions: goal.decisions + 1, escalations: goal.escalations + (asks ? 1 : 0) };
    }
    case 'gate.opened':
      return { ...goal, questions: goal.questions + 1 };
    case 'session.completed':
      return ended(goal, event, 'complete');
    case 'session.failed':
      return ended(goal, event, 'failed');
    case 'session.cancelled':
      return ended(goal, event, 'cancelled');
    case 'plan.rejected':
      return { ...goal, ended: event.at, outcome: 'cancelled' };
    default:
      return goal;
  }
}

function ended(
  goal: GoalRow,
  { at, report }: EventOf<'session.completed' | 'session.failed' | 'session.cancelled'>,
  outcome: 'complete' | 'failed' | 'cancelled',
): GoalRow {
  const verified = outcome === 'complete' && report?.verified === true ? 1 : 0;
  return { ...goal, ended: at, outcome, verified, files: report?.files?.length ?? 0 };
}

/** The event, as far as figures need it; undefined where it cannot be read. */
function readEvent({ seq, at, json }: EventRow): SessionEvent | undefined {
  // Its kind stands first: most of what a session records need not be taken apart.
  const kind = /^\{"kind":"([\w.]+)"/.exec(json)?.[1];
  if (kind !== undefined && passedOver.has(kind)) return { kind, seq, at, v: 1 } as SessionEvent;
  const event = tryJson(json);
  return typeof event === 'object' && event !== null ? ({ ...event, seq, at } as SessionEvent) : undefined;
}
