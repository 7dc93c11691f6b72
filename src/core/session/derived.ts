import type { SessionEvent } from '../../contracts/events';
import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import { isPassedOver, isQueued, isThrough, needsOf } from './states';
import { hasEnded, isRunning } from '../../words/sessionState';

/** What may make the progress go back, since it makes more to do. */
const makesMore: ReadonlySet<SessionEvent['kind']> = new Set(['plan.proposed', 'plan.extended', 'session.continued']);

/** After these nothing else can be ready that was not before, nor the run further. */
const movesNothing: ReadonlySet<SessionEvent['kind']> = new Set([
  'model.called',
  'step.started',
  'step.bound',
  'step.checkpointed',
  'step.called',
  'step.touched',
  'undo.started',
  'undo.finished',
]);

/**
 * Which steps are ready, and how far the run is: both follow from the rest. The progress goes back only with a reason.
 */
export function withDerived(s: SessionSnapshot, before: SessionSnapshot, event: SessionEvent): SessionSnapshot {
  if (!s.plan) {
    if (s.state === 'complete') return { ...s, progress: 1 };
    return event.kind === 'session.continued' ? { ...s, progress: 0 } : s;
  }
  if (s.state === before.state && (s.plan === before.plan || movesNothing.has(event.kind))) return s;
  const { steps, counted, done } = withReady(s.plan.steps, isRunning(s.state));
  const now = s.state === 'complete' ? 1 : Math.min(counted === 0 ? 0 : done / counted, hasEnded(s.state) ? 1 : 0.99);
  const back = now < before.progress;
  const explained = makesMore.has(event.kind);
  const progress = back && !explained ? before.progress : now;
  return {
    ...s,
    plan: steps === s.plan.steps ? s.plan : { ...s.plan, steps },
    progress,
    ...(back && explained && event.kind === 'plan.extended' && { progressNote: event.why }),
  };
}

/**
 * The steps, ready where nothing keeps them any more; how many count for the progress, and how many of these are done.
 */
function withReady(
  before: readonly StepSnapshot[],
  running: boolean,
): { steps: readonly StepSnapshot[]; counted: number; done: number } {
  const passed = new Set<string>();
  let leftOut: Set<string> | undefined;
  let counted = 0;
  let done = 0;
  for (const step of before) {
    if (isThrough(step)) (isPassedOver(step) ? (leftOut ??= new Set()) : passed).add(step.id);
    if (step.leftOut) continue;
    counted++;
    if (step.status === 'done') done++;
  }
  let byId: Map<string, StepSnapshot> | undefined;
  // Behind a step that was left out stands what it waited for itself.
  const isReady = (step: StepSnapshot): boolean => {
    if (step.dependsOn.every((id) => passed.has(id))) return true;
    if (!leftOut || !step.dependsOn.every((id) => passed.has(id) || leftOut?.has(id))) return false;
    byId ??= new Map(before.map((other) => [other.id, other]));
    return needsOf(step, byId).every(isThrough);
  };
  let steps: StepSnapshot[] | undefined;
  for (const [index, step] of before.entries()) {
    if (!isQueued(step)) continue;
    const status = running && isReady(step) ? 'ready' : 'pending';
    if (status !== step.status) (steps ??= before.slice())[index] = { ...step, status };
  }
  return { steps: steps ?? before, counted, done };
}
