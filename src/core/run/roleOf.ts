import type { PlanSnapshot, StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { commits, verifies } from '../toolTraits';

/** The role that a step without one falls to, by what it does. */
export function roleOf(
  step: Pick<StepSnapshot, 'agent' | 'tool' | 'id'>,
  tools: readonly AnyTool[],
  verify?: PlanSnapshot['verify'],
): string {
  if (step.agent) return step.agent;
  if (step.id === verify) return 'reviewer';
  if (commits(step, tools)) return 'release-manager';
  if (verifies(step, tools)) return 'tester';
  return 'code-writer';
}

/** The roles that have these steps. */
export function rolesOfSteps(steps: readonly StepSnapshot[], tools: readonly AnyTool[]): ReadonlySet<string> {
  return new Set(steps.map((step) => roleOf(step, tools)));
}
