import type { SessionSnapshot, SessionState, StepSnapshot } from '../../contracts/session';

/** Whether nothing will happen any more. */
export function hasEnded(state: SessionState): boolean {
  return state === 'complete' || state === 'failed' || state === 'cancelled';
}

/** Whether steps may be running. */
export function isRunning(state: SessionState): boolean {
  return state === 'implementation' || state === 'testing' || state === 'verification' || state === 'deployment';
}

/** Whether what waits for this step may go on: it is done, or a person left it out. */
export function isThrough(step: StepSnapshot): boolean {
  return step.status === 'done' || (step.status === 'skipped' && !step.error);
}

/** Whether nothing more happens unless a person acts: the session has ended, sleeps, or waits at a gate with nothing else running. */
export function isSettled(session: SessionSnapshot): boolean {
  if (hasEnded(session.state)) return true;
  if (session.state === 'paused') return !session.plan?.steps.some((step) => step.status === 'running');
  if (session.gates.length === 0) return false;
  const gated = new Set(session.gates.map((gate) => gate.step));
  const busy = session.plan?.steps.some((step) => step.status === 'running' && !gated.has(step.id));
  return !isRunning(session.state) || !busy;
}
