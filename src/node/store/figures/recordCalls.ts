import type { DatabaseSync } from 'node:sqlite';
import type { SessionEvent } from '../../../contracts/events';
import { costOf, countOf, durationOf, groupOf, knownCount, textOf } from './counts';
import type { GoalRow } from './goalRows';

type Called = SessionEvent & { kind: 'model.called' };
type AddCall = (session: string, goal: Pick<GoalRow, 'goal' | 'workflow'>, event: Called) => void;

/** Prepares a row for each call to the model. What others have counted is checked before it counts here. */
export function recordCalls(db: DatabaseSync): AddCall {
  const addKind = db.prepare(
    'INSERT OR IGNORE INTO figure_kinds (workflow, purpose, intent, role, model) VALUES (?, ?, ?, ?, ?)',
  );
  const addCall = db.prepare(
    `INSERT OR IGNORE INTO figure_calls (kind, session, goal, seq, at, step, prompt, completion, cached, saved,
       estimate, cost, duration, failed)
     SELECT id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM figure_kinds
     WHERE workflow = ? AND purpose = ? AND intent = ? AND role = ? AND model = ?`,
  );
  return (session, { goal, workflow }, event) => {
    const { seq, at, purpose, step, intent, role, model, usage, saved, estimate, costUsd, durationMs, failed } = event;
    const tokens: Readonly<Record<string, unknown>> = { ...usage };
    const kind = [workflow, groupOf(purpose), groupOf(intent), groupOf(role), groupOf(withoutAddress(model))];
    addKind.run(...kind);
    addCall.run(
      session,
      goal,
      seq,
      at,
      textOf(step),
      countOf(tokens['prompt']),
      countOf(tokens['completion']),
      countOf(tokens['cached']),
      countOf(saved),
      knownCount(estimate),
      costOf(costUsd),
      durationOf(durationMs),
      textOf(failed, 60),
      ...kind,
    );
  };
}

/** A failed call is recorded under what a person calls its model: the name, and the address behind it. */
function withoutAddress(model: unknown): unknown {
  return typeof model === 'string' ? model.replace(/ at \S+$/, '') : model;
}
