import type { SessionSnapshot, SessionState, StepSnapshot } from '../../contracts/session';

const order: readonly SessionState[] = [
  'discovery',
  'planning',
  'awaiting_approval',
  'implementation',
  'testing',
  'verification',
  'deployment',
];

/** The phase that starting these steps enters; undefined when it is not further than the present one. */
export function phaseOf(session: SessionSnapshot, start: readonly StepSnapshot[]): SessionState | undefined {
  const reached = Math.max(-1, ...start.map((step) => order.indexOf(phaseOfStep(session, step))));
  return reached > order.indexOf(session.state) ? order[reached] : undefined;
}

/** The phase that a step belongs to. */
export function phaseOfStep(session: SessionSnapshot, step: StepSnapshot): SessionState {
  if (step.id === session.plan?.verify) return 'verification';
  if (step.tool === 'git_commit') return 'deployment';
  if (step.tool === 'run_tests') return hasWrittenBefore(session, step) ? 'testing' : 'implementation';
  return 'implementation';
}

/** Tests that show a defect before the change belong to the implementation. */
function hasWrittenBefore(session: SessionSnapshot, step: StepSnapshot): boolean {
  const steps = session.plan?.steps ?? [];
  return steps
    .slice(
      0,
      steps.findIndex((other) => other.id === step.id),
    )
    .some((other) => other.effect === 'write');
}
