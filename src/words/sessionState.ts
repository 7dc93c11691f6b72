import { plural } from '../base/text';
import type { SessionSnapshot, SessionState, StepSnapshot } from '../contracts/session';

/** Whether nothing will happen any more. */
export function hasEnded(state: SessionState): boolean {
  return state === 'complete' || state === 'failed' || state === 'cancelled';
}

/** Whether steps may be running. */
export function isRunning(state: SessionState): boolean {
  return state === 'implementation' || state === 'testing' || state === 'verification' || state === 'deployment';
}

/** Steps that run and wait for nobody's answer. */
function runningSteps({ plan, gates }: Pick<SessionSnapshot, 'plan' | 'gates'>): readonly StepSnapshot[] {
  const running = (plan?.steps ?? []).filter((step) => step.status === 'running');
  if (running.length === 0 || gates.length === 0) return running;
  // At a run's limit, all that is still to be prepared by the model waits.
  const isHeld = gates.some(({ kind }) => kind === 'budget');
  return running.filter(({ id, late }) => !(isHeld && late) && !gates.some((gate) => gate.step === id));
}

/** Whether something goes on without a person: it plans, decides, or steps of it run. */
export function isAtWork(session: Pick<SessionSnapshot, 'state' | 'plan' | 'gates'>): boolean {
  const { state, gates } = session;
  if (hasEnded(state)) return false;
  if (state !== 'paused' && gates.length === 0) return true;
  return (state === 'paused' || isRunning(state)) && runningSteps(session).length > 0;
}

const stateWords: Readonly<Record<SessionState, string>> = {
  discovery: 'exploring',
  planning: 'planning',
  awaiting_approval: 'waiting for your approval',
  implementation: 'running',
  testing: 'testing',
  verification: 'verifying',
  deployment: 'finishing',
  paused: 'paused',
  complete: 'done',
  failed: 'failed',
  cancelled: 'stopped',
};

/** What a session's words depend on; a list of sessions knows the state alone. */
export type StateFacts = Pick<SessionSnapshot, 'state'> &
  Partial<Pick<SessionSnapshot, 'gates' | 'suspended' | 'report' | 'plan'>>;

/** Whether something besides a plan's approval waits for the person. */
export function asksQuestion({ gates = [] }: Pick<StateFacts, 'gates'>): boolean {
  return gates.some(({ kind }) => kind !== 'plan');
}

/** Where a session stands, as it stands in the middle of a sentence: `waiting for your answer`, `done and verified`. */
export function stateWord(session: StateFacts): string {
  const { state, suspended, report, plan } = session;
  if (!hasEnded(state) && asksQuestion(session)) return 'waiting for your answer';
  if (state === 'paused' && suspended?.by === 'interruption') return 'interrupted';
  if (state === 'paused' && suspended?.by === 'waiting') return 'waiting for an event';
  if (state === 'planning' && plan) return 'changing the plan';
  if (isRunning(state)) return stateWords[state];
  const undone = undoneWord(session);
  if (undone) return undone;
  if (state === 'complete' && report && !onlyRead(session))
    return report.verified ? 'done and verified' : 'done, not verified';
  return stateWords[state];
}

/** Whether every step only read: there is nothing that could be verified. */
export function onlyRead({ plan }: Pick<StateFacts, 'plan'>): boolean {
  return plan !== undefined && plan.steps.length > 0 && plan.steps.every(({ effect }) => effect === 'read');
}

/** The same as a headline of its own: a question that is open while steps run says both. */
export function standingWord(session: StateFacts): string {
  const { state, gates = [], plan } = session;
  const running = runningSteps({ plan, gates }).length;
  const isOpen = asksQuestion(session) && isRunning(state) && running > 0;
  return isOpen ? `question open · ${plural(running, 'step')} running` : stateWord(session);
}

/** How much of what the run did is undone now; undefined where nothing is. */
export function undoneWord({ plan }: Pick<StateFacts, 'plan'>): 'undone' | 'partly undone' | undefined {
  const acting = (plan?.steps ?? []).filter((step) => step.files?.length || step.commit);
  const undone = acting.filter((step) => step.undone).length;
  if (undone === 0) return undefined;
  return undone === acting.length ? 'undone' : 'partly undone';
}
