import type { DatabaseSync } from 'node:sqlite';
import type { CallTotals, Metrics, MetricsFilter } from '../../../contracts/metrics';

/** What `Metrics` are made of: sums of calls that have everything in common by which they are told apart. */
const callGroups = `
  SELECT intent, role, model, workflow, purpose, sums.* FROM figure_kinds JOIN (
    SELECT kind, count(*) AS calls, count(failed) AS failed, sum(prompt) AS prompt, sum(completion) AS completion,
      sum(cached) AS cached, sum(saved) AS saved, total(cost) AS cost, sum(duration) AS ms
    FROM figure_calls WHERE (:session IS NULL OR session = :session) AND at >= :since GROUP BY kind) AS sums
  ON kind = id ORDER BY id`;

/** Each session counts by its newest goal, where it had a call or an end in that time. */
const sessionCounts = `
  SELECT count(*) AS sessions, total(outcome = 'complete') AS complete, total(outcome = 'complete' AND verified)
    AS verified, total(outcome = 'failed') AS failed, total(outcome = 'cancelled') AS cancelled
  FROM (
    SELECT session, max(goal), outcome, verified FROM figure_goals
    WHERE (:session IS NULL OR session = :session) AND (:since <= 0 OR session IN (
      SELECT session FROM figure_calls WHERE at >= :since
      UNION ALL SELECT session FROM figure_goals WHERE ended >= :since))
    GROUP BY session)`;

/** Sums over calls by what they have in common. */
export interface CallGroup {
  readonly intent: string;
  readonly role: string;
  readonly model: string;
  readonly workflow: string;
  readonly purpose: string;
  readonly calls: number;
  readonly failed: number;
  readonly prompt: number;
  readonly completion: number;
  readonly cached: number;
  readonly saved: number;
  readonly cost: number;
  readonly ms: number;
}

/** Prepares the reading of metrics, and of the sums that they are made of. */
export function readMetrics(db: DatabaseSync): (filter: MetricsFilter) => { metrics: Metrics; groups: CallGroup[] } {
  const groupsOf = db.prepare(callGroups);
  const countsOf = db.prepare(sessionCounts);
  return (filter) => {
    const named = parametersOf(filter);
    const groups = groupsOf.all(named) as unknown as CallGroup[];
    const sum = (field: 'calls' | 'prompt' | 'completion' | 'cached' | 'saved' | 'cost') =>
      groups.reduce((total, group) => total + group[field], 0);
    const counts = countsOf.get(named) as unknown as Pick<
      Metrics,
      'sessions' | 'complete' | 'verified' | 'failed' | 'cancelled'
    >;
    const metrics = {
      ...counts,
      modelCalls: sum('calls'),
      tokens: { prompt: sum('prompt'), completion: sum('completion'), cached: sum('cached'), saved: sum('saved') },
      cost: sum('cost'),
      byIntent: totalsBy(groups, 'intent'),
      byModel: totalsBy(groups, 'model'),
      byRole: totalsBy(groups, 'role'),
      byWorkflow: totalsBy(groups, 'workflow'),
    };
    return { metrics, groups };
  };
}

/** The named parameters of a query that counts by this filter. */
export function parametersOf({ since, session }: MetricsFilter): { since: number; session: string | null } {
  return { since: Number.isFinite(since) ? Math.max(0, since!) : 0, session: session ?? null };
}

/** The groups added up by one of their names, the one with the most tokens first. */
export function totalsBy(
  groups: readonly CallGroup[],
  by: 'intent' | 'role' | 'model' | 'workflow' | 'purpose',
): Record<string, CallTotals> {
  const totals = new Map<string, CallTotals>();
  for (const group of groups) {
    const { calls, tokens, cost } = totals.get(group[by]) ?? { calls: 0, tokens: 0, cost: 0 };
    totals.set(group[by], {
      calls: calls + group.calls,
      tokens: tokens + group.prompt + group.completion,
      cost: cost + group.cost,
    });
  }
  return Object.fromEntries([...totals].sort(([, a], [, b]) => b.tokens - a.tokens || b.calls - a.calls));
}
