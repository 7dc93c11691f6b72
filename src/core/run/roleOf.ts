import type { StepSnapshot } from '../../contracts/session';

/** The role that a step without one falls to, by what it does. */
export function roleOf(step: Pick<StepSnapshot, 'agent' | 'tool' | 'effect' | 'id'>, verify?: string): string {
  if (step.agent) return step.agent;
  if (step.id === verify) return 'reviewer';
  if (step.tool === 'git_commit') return 'release-manager';
  if (step.tool === 'run_tests') return 'tester';
  return 'code-writer';
}

/** The roles that these steps are with. */
export function rolesOfSteps(steps: readonly StepSnapshot[]): ReadonlySet<string> {
  return new Set(steps.map((step) => roleOf(step)));
}
