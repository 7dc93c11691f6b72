import type { DatabaseSync } from 'node:sqlite';
import type { EstimateFigures, Figures, FiguresFilter, SpanFigures, StepFigures } from '../../../contracts/figures';
import { parametersOf, readMetrics, totalsBy, type CallGroup } from './readMetrics';

const ofSession = '(:session IS NULL OR session = :session)';
const goalsSince = `figure_goals WHERE ${ofSession} AND at >= :since`;
const spans = `WITH spans AS (SELECT key, value ->> 0 AS lower, value ->> 1 AS upper FROM json_each(:spans))`;

const queries = {
  callsBySpan: `${spans}
    SELECT key, count(*) AS calls, sum(prompt) AS prompt, sum(completion) AS completion, sum(cached) AS cached,
      sum(saved) AS saved, total(cost) AS cost
    FROM spans CROSS JOIN figure_calls ON at >= lower AND at < upper WHERE ${ofSession} GROUP BY key`,
  startsBySpan: `${spans}
    SELECT key, count(*) AS started
    FROM spans CROSS JOIN figure_goals ON started >= lower AND started < upper WHERE ${ofSession} GROUP BY key`,
  endsBySpan: `${spans}
    SELECT key, total(outcome = 'complete' AND verified) AS verified,
      total(outcome = 'complete' AND NOT verified) AS unverified, total(outcome = 'failed') AS failed,
      total(outcome = 'cancelled') AS cancelled
    FROM spans CROSS JOIN figure_goals ON ended >= lower AND ended < upper WHERE ${ofSession} GROUP BY key`,
  goals: `
    SELECT count(*) AS goals, total(worked) AS workedMs, total(waited) AS waitedMs, total(retries) AS retries,
      total(decisions) AS decisions, total(escalations) AS escalations, total(questions) AS questions,
      total(undone) AS undone, total(files) AS filesChanged
    FROM ${goalsSince}`,
  slowest: `
    SELECT session, goal, step FROM figure_steps
    WHERE worked > 0 AND at >= :since AND ${ofSession} ORDER BY worked DESC, at DESC LIMIT :steps`,
  costliest: `
    SELECT session, goal, step FROM figure_calls WHERE step IS NOT NULL AND at >= :since AND ${ofSession}
    GROUP BY session, goal, step HAVING total(prompt + completion) > 0
    ORDER BY total(cost) DESC, total(prompt + completion) DESC LIMIT :steps`,
  step: `
    SELECT c.session, name AS sessionName, title, tool, coalesce(worked, 0) AS workedMs,
      coalesce(waited, 0) AS waitedMs, calls, tokens, cost
    FROM (
      SELECT :session AS session, count(*) AS calls, total(prompt + completion) AS tokens, total(cost) AS cost
      FROM figure_calls WHERE session = :session AND goal = :goal AND step = :step) AS c
    LEFT JOIN figure_steps AS s ON s.session = :session AND s.goal = :goal AND s.step = :step
    LEFT JOIN sessions ON sessions.id = :session`,
  estimates: `
    SELECT model, count(*) AS calls, sum(estimate) AS estimated, sum(prompt) AS actual,
      total(abs(estimate - prompt)) / sum(prompt) AS error
    FROM figure_calls JOIN figure_kinds ON kind = id
    WHERE estimate > 0 AND prompt > 0 AND failed IS NULL AND at >= :since AND ${ofSession}
    GROUP BY model ORDER BY calls DESC`,
  oldest: `SELECT min(started) AS since FROM figure_goals WHERE ${ofSession}`,
} as const;

/** Prepares the reading of everything that a dashboard shows. */
export function readFigures(db: DatabaseSync): (filter: FiguresFilter) => Figures {
  const metricsOf = readMetrics(db);
  const statements = Object.fromEntries(
    Object.entries(queries).map(([name, sql]) => [name, db.prepare(sql)]),
  ) as Record<keyof typeof queries, ReturnType<DatabaseSync['prepare']>>;
  const medianOf = (column: 'worked' | 'waited') =>
    db.prepare(
      `SELECT ${column} AS ms FROM ${goalsSince} ORDER BY ${column} LIMIT 1
       OFFSET (SELECT count(*) / 2 FROM ${goalsSince})`,
    );
  const medians = { worked: medianOf('worked'), waited: medianOf('waited') };

  return (filter) => {
    const named = parametersOf(filter);
    const { metrics, groups } = metricsOf(filter);
    const goals = statements.goals.get(named) as Record<string, number>;
    const listed = (name: 'slowest' | 'costliest') =>
      statements[name].all({ ...named, steps: filter.steps }).map((key) => stepOf(statements.step.get(key)));
    return {
      metrics,
      byPurpose: totalsBy(groups, 'purpose'),
      failedCalls: sumOf(groups, 'failed'),
      spans: spansOf(filter, named.session, statements),
      time: {
        goals: goals['goals']!,
        workedMs: goals['workedMs']!,
        waitedMs: goals['waitedMs']!,
        medianWorkedMs: Number(medians.worked.get(named)?.['ms'] ?? 0),
        medianWaitedMs: Number(medians.waited.get(named)?.['ms'] ?? 0),
        modelMs: sumOf(groups, 'ms'),
      },
      slowest: listed('slowest'),
      costliest: listed('costliest'),
      trouble: {
        retries: goals['retries']!,
        decisions: goals['decisions']!,
        escalations: goals['escalations']!,
        questions: goals['questions']!,
        undone: goals['undone']!,
      },
      filesChanged: goals['filesChanged']!,
      estimates: statements.estimates.all(named) as unknown as EstimateFigures[],
      since: (statements.oldest.get({ session: named.session })?.['since'] as number | null | undefined) ?? undefined,
    };
  };
}

const nothing = {
  started: 0,
  verified: 0,
  unverified: 0,
  failed: 0,
  cancelled: 0,
  calls: 0,
  prompt: 0,
  completion: 0,
  cached: 0,
  saved: 0,
  cost: 0,
};

/** Each span, also one in which nothing happened. */
function spansOf(
  filter: FiguresFilter,
  session: string | null,
  statements: Record<keyof typeof queries, ReturnType<DatabaseSync['prepare']>>,
): SpanFigures[] {
  const all = filter.spans.map(([from, until]): Record<string, number> => ({ from, until, ...nothing }));
  const asked = { session, spans: JSON.stringify(filter.spans) };
  for (const name of ['callsBySpan', 'startsBySpan', 'endsBySpan'] as const)
    for (const { key, ...counts } of statements[name].all(asked)) Object.assign(all[Number(key)]!, counts);
  return all as unknown as SpanFigures[];
}

/** Without what is not known. */
function stepOf(row: Record<string, unknown> | undefined): StepFigures {
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, value]) => value !== null)) as unknown as StepFigures;
}

function sumOf(groups: readonly CallGroup[], field: 'failed' | 'ms'): number {
  return groups.reduce((sum, group) => sum + group[field], 0);
}
