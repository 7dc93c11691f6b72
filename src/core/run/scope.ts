import type { PlanSnapshot, Scope, StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { commits as isCommit, toolOf, verifies } from '../toolTraits';
import { isCommandLine } from './runKeys';

type Acting = Pick<StepSnapshot, 'tool' | 'effect' | 'writes' | 'runs'>;

/**
 * What a plan's approval allows: the files its steps name for writing, what they run, and commits. Settings approve no
 * command line: those are judged one by one.
 */
export function scopeOf(
  plan: PlanSnapshot,
  tools: readonly AnyTool[],
  by: 'person' | 'settings' | 'api' = 'person',
): Scope {
  const steps = plan.steps.filter((step) => step.status !== 'skipped');
  const runs = unique(steps.flatMap((step) => runsOf(step, tools)));
  return {
    writes: unique(steps.flatMap((step) => step.writes)),
    runs: by === 'settings' ? runs.filter((run) => !isCommandLine(run)) : runs,
    commits: steps.some((step) => isCommit(step, tools)),
    ...(steps.some((step) => toolOf(step, tools)?.commitsAll?.(step.input ?? {})) && { commitsAll: true }),
    ...(plan.saves !== undefined && steps.some((step) => verifies(step, tools)) && { saves: plan.saves }),
  };
}

/** What a step runs, as approvals remember it. A commit is not among them; it has a word of its own. */
export function runsOf(step: Acting, tools: readonly AnyTool[]): readonly string[] {
  return step.effect !== 'execute' || isCommit(step, tools) ? [] : (step.runs ?? [step.tool]);
}

/** What a step would do beyond the scope. */
export interface Beyond {
  readonly writes: readonly string[];
  readonly runs: readonly string[];
  readonly commits: boolean;
}

/** Compares a step as it will be called with what was approved; undefined when it stays inside. */
export function beyondScope(step: Acting, scope: Scope, tools: readonly AnyTool[]): Beyond | undefined {
  const writes = step.writes.filter((path) => !scope.writes.includes(path));
  const runs = runsOf(step, tools).filter((run) => !scope.runs.includes(run));
  const commits = isCommit(step, tools) && !scope.commits;
  return writes.length > 0 || runs.length > 0 || commits ? { writes, runs, commits } : undefined;
}

/** The scope with the addition. */
export function widen(scope: Scope, by: Partial<Beyond> & { readonly free?: string }): Scope {
  return {
    writes: unique([...scope.writes, ...(by.writes ?? [])]),
    runs: unique([...scope.runs, ...(by.runs ?? [])]),
    commits: scope.commits || by.commits === true,
    ...(scope.commitsAll && { commitsAll: true }),
    ...(scope.saves !== undefined && { saves: scope.saves }),
    ...((scope.free || by.free) && { free: unique([...(scope.free ?? []), ...(by.free ? [by.free] : [])]) }),
  };
}

function unique(items: readonly string[]): string[] {
  return [...new Set(items)];
}
