import type { DatabaseSync } from 'node:sqlite';

/** So many of the newest calls are looked at, and so many of the newest steps told of. */
const mostCalls = 2_000;
const mostSteps = 200;

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
