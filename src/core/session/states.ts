import type { SessionSnapshot, SessionState, StepSnapshot } from '../../contracts/session';
import { isAtWork } from '../../words/sessionState';

/** Whether what waits for this step may go on: it is done, was left out, or others stand in its place. */
export function isThrough(step: StepSnapshot): boolean {
  return step.status === 'done' || (step.leftOut !== undefined && step.leftOut.by !== 'blocked');
}

/** Whether a step was left out and nothing stands in its place. */
export function isPassedOver({ leftOut }: StepSnapshot): boolean {
  return leftOut?.by === 'person' || leftOut?.by === 'decision';
}

/** Whether a step has failed and nothing was put in its place. */
export function isFailed(step: StepSnapshot): boolean {
  return step.status === 'failed' && step.leftOut === undefined;
}

/**
 * The steps that a step really waits for: one that was left out counts as those it waited for, so that
 * removing the middle of a chain does not let its end overtake its beginning.
 */
export function needsOf(step: StepSnapshot, byId: ReadonlyMap<string, StepSnapshot>): StepSnapshot[] {
  return needsBehind(step, byId, isPassedOver);
}

/** What a step waits for, where some steps stand for what they themselves wait for. */
export function needsBehind(
  step: StepSnapshot,
  byId: ReadonlyMap<string, StepSnapshot>,
  isPassed: (need: StepSnapshot) => boolean,
): StepSnapshot[] {
  const needs = new Set<StepSnapshot>();
  const behind = [...step.dependsOn];
  const seen = new Set<string>();
  for (let id = behind.pop(); id !== undefined; id = behind.pop()) {
    const need = byId.get(id);
    if (!need || seen.has(id)) continue;
    seen.add(id);
    if (isPassed(need)) behind.push(...need.dependsOn);
    else needs.add(need);
  }
  return [...needs];
}

/**
 * Whether nothing more happens unless a person acts: the session has ended, sleeps, or waits at a gate with nothing
 * else running.
 */
export function isSettled(session: SessionSnapshot): boolean {
  return !isAtWork(session);
}

/** Whether a step has not begun. */
export function isQueued(step: StepSnapshot): boolean {
  return step.status === 'pending' || step.status === 'ready';
}

/** Steps that have not begun. */
export function queuedSteps({ plan }: Pick<SessionSnapshot, 'plan'>): StepSnapshot[] {
  return (plan?.steps ?? []).filter(isQueued);
}

/** Where a session is, also while it stands still. */
export function underlyingState({ state, suspended }: Pick<SessionSnapshot, 'state' | 'suspended'>): SessionState {
  return suspended?.from ?? state;
}

/** Questions the run sleeps on; `suspended` says that it does. */
export function sleepingGates(session: Pick<SessionSnapshot, 'gates'>): SessionSnapshot['gates'] {
  return session.gates.filter((gate) => gate.sleeps);
}

/** Whether the run stands still without having ended. */
export function rests(session: SessionSnapshot): boolean {
  return session.ending === undefined && session.suspended !== undefined;
}
