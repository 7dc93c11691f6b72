import type { PlanSnapshot, Scope, StepSnapshot } from '../../contracts/session';

/** What a plan's approval allows: the files its steps name for writing, the kinds of things they run, and commits. */
export function scopeOf(plan: PlanSnapshot): Scope {
  const steps = plan.steps.filter((step) => step.status !== 'skipped');
  return {
    writes: unique(steps.flatMap((step) => step.writes)),
    runs: unique(steps.filter((step) => step.effect === 'execute' && step.tool !== 'git_commit').map((step) => step.tool)),
    commits: steps.some((step) => step.tool === 'git_commit'),
  };
}

/** What a step would do beyond the scope. */
export interface Beyond {
  readonly writes: readonly string[];
  readonly runs: readonly string[];
  readonly commits: boolean;
}

/** Compares a step as it will be called with what was approved; undefined when it stays inside. */
export function beyondScope(step: Pick<StepSnapshot, 'tool' | 'effect' | 'writes'>, scope: Scope): Beyond | undefined {
  const writes = step.writes.filter((path) => !scope.writes.includes(path));
  const runs = step.effect === 'execute' && step.tool !== 'git_commit' && !scope.runs.includes(step.tool) ? [step.tool] : [];
  const commits = step.tool === 'git_commit' && !scope.commits;
  return writes.length > 0 || runs.length > 0 || commits ? { writes, runs, commits } : undefined;
}

/** The scope with the addition. */
export function widen(scope: Scope, by: Beyond): Scope {
  return { writes: unique([...scope.writes, ...by.writes]), runs: unique([...scope.runs, ...by.runs]), commits: scope.commits || by.commits };
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}
