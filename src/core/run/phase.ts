import type { SessionSnapshot, SessionState, StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { commits, verifies } from '../toolTraits';

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
export function phaseOf(
  session: SessionSnapshot,
  start: readonly StepSnapshot[],
  tools: readonly AnyTool[],
): SessionState | undefined {
  const reached = Math.max(-1, ...start.map((step) => order.indexOf(phaseOfStep(session, step, tools))));
  return reached > order.indexOf(session.state) ? order[reached] : undefined;
}

/** The phase that a step belongs to. */
export function phaseOfStep(session: SessionSnapshot, step: StepSnapshot, tools: readonly AnyTool[]): SessionState {
  if (step.id === session.plan?.verify) return 'verification';
  if (commits(step, tools)) return 'deployment';
  if (verifies(step, tools)) return hasWrittenBefore(session, step) ? 'testing' : 'implementation';
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

/**
 * The phase that work with these tools, by name, belongs to; undefined where they tell none. Of work about which
 * nothing is known, most is writing code.
 */
export function phaseOfWork(names: readonly string[], tools: readonly AnyTool[]): SessionState | undefined {
  const used = tools.filter(({ name }) => names.includes(name));
  if (used.some((tool) => tool.commits)) return 'deployment';
  if (names.length === 0 || used.some((tool) => tool.effect === 'write' || tool.runsCommandLine))
    return 'implementation';
  return used.some((tool) => tool.verifies) ? 'testing' : undefined;
}
