import type { StepSnapshot } from '../../contracts/session';
import { isThrough, needsOf } from '../session/states';

/**
 * What can happen next: steps to start now, in the plan's order, and steps that can never start any more, each with the
 * reason.
 */
export interface Next {
  readonly start: readonly StepSnapshot[];
  readonly blocked: readonly { readonly step: StepSnapshot; readonly because: StepSnapshot }[];
}

/** The ready set. `free` is how many more steps may run now; steps in `held` have ended, but not for good. */
export function nextSteps(steps: readonly StepSnapshot[], free: number, held: ReadonlySet<string> = new Set()): Next {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const start: StepSnapshot[] = [];
  const blocked: { step: StepSnapshot; because: StepSnapshot }[] = [];
  for (const step of steps) {
    if ((step.status !== 'pending' && step.status !== 'ready') || held.has(step.id)) continue;
    const needs = needsOf(step, byId);
    const because = needs.find((need) => isOver(need) && !isThrough(need) && !held.has(need.id));
    if (because) blocked.push({ step, because });
    else if (start.length < free && needs.every(isThrough)) start.push(step);
  }
  return { start, blocked };
}

function isOver(step: StepSnapshot): boolean {
  return (
    step.status === 'done' ||
    step.status === 'failed' ||
    step.status === 'skipped' ||
    step.status === 'denied' ||
    step.status === 'cancelled'
  );
}
