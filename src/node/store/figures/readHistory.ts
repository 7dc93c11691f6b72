import type { DatabaseSync } from 'node:sqlite';
import type { PastGoal } from '../../../contracts/figures';

/** So many of the newest calls are looked at, and so many of the newest steps told of. */
const mostCalls = 2_000;
const mostSteps = 200;
const mostGoals = 300;

/** The tokens of each step, over all its calls; what a call took is that of the step's intent. */
const stepTokens = `
  SELECT sum(prompt + completion) AS tokens FROM (
    SELECT session, goal, step, at, prompt, completion FROM figure_calls
    WHERE step IS NOT NULL AND kind IN (SELECT id FROM figure_kinds WHERE intent = ?)
    ORDER BY at DESC LIMIT ${mostCalls})
  GROUP BY session, goal, step HAVING tokens > 0 ORDER BY max(at) DESC LIMIT ${mostSteps}`;

/** Prepares the reading of what steps of an intent have taken, the newest first. */
export function readStepTokens(db: DatabaseSync): (intent: string) => number[] {
  const read = db.prepare(stepTokens);
  return (intent) => read.all(intent).map(({ tokens }) => Number(tokens));
}

const pastGoals = `
  SELECT text, outcome, verified, undone,
    (SELECT json_group_array(tool) FROM (
      SELECT tool FROM figure_steps AS s
      WHERE s.session = g.session AND s.goal = g.goal AND at IS NOT NULL AND tool IS NOT NULL ORDER BY id)) AS tools,
    (SELECT count(*) FROM figure_calls AS c WHERE c.session = g.session AND c.goal = g.goal) AS calls,
    (SELECT total(prompt + completion) FROM figure_calls AS c WHERE c.session = g.session AND c.goal = g.goal) AS tokens
  FROM figure_goals AS g WHERE ended IS NOT NULL AND outcome IS NOT NULL AND text IS NOT NULL
  ORDER BY ended DESC LIMIT ${mostGoals}`;

/** Prepares the reading of goals that have ended, the newest first. */
export function readPastGoals(db: DatabaseSync): () => PastGoal[] {
  const read = db.prepare(pastGoals);
  return () =>
    read.all().map(({ text, outcome, verified, undone, tools, calls, tokens }) => ({
      text: String(text),
      outcome: outcome as PastGoal['outcome'],
      verified: verified === 1,
      undone: undone === 1,
      calls: Number(calls),
      tokens: Number(tokens),
      tools: JSON.parse(String(tools)) as string[],
    }));
}
