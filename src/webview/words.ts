import type { Effect, Expectation } from '../contracts/plan';
import type { LeftOut, SessionSnapshot, SessionState, StepSnapshot, StepStatus } from '../contracts/session';

/** `3 steps`, `1 step`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : many}`;
}

/** `0.2 s`, `15 s`, `2 min 5 s`. */
export function durationWords(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `640`, `3.1k`, `24k`. */
export function tokenWords(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  return `${(tokens / 1000).toFixed(tokens < 9950 ? 1 : 0)}k`;
}

/** US dollars: `$0.02`, `less than $0.01`. */
export function costWords(usd: number): string {
  return usd > 0 && usd < 0.01 ? 'less than $0.01' : `$${usd.toFixed(2)}`;
}

export const effectWords: Readonly<Record<Effect, string>> = { read: 'reads', write: 'writes', execute: 'runs' };

/** A step's status for people; what has not been approved yet waits for nothing in particular. */
export function statusWords(status: StepStatus, asking: boolean): string {
  if (asking && (status === 'pending' || status === 'ready')) return 'planned';
  return status === 'pending' ? 'waiting' : status;
}

/** Whether steps may be running. */
export function isRunning(state: SessionState): boolean {
  return state === 'implementation' || state === 'testing' || state === 'verification' || state === 'deployment';
}

export function hasEnded(state: SessionState): boolean {
  return state === 'complete' || state === 'failed' || state === 'cancelled';
}

const runningWords: Partial<Record<SessionState, string>> = {
  implementation: 'Running',
  testing: 'Testing',
  verification: 'Verifying',
  deployment: 'Finishing',
};

/** Whether what the run did is undone at present; undefined when it is not. */
export function undoneWords(session: SessionSnapshot): string | undefined {
  const acting = (session.plan?.steps ?? []).filter((step) => step.files?.length || step.commit);
  const undone = acting.filter((step) => step.undone).length;
  if (undone === 0) return undefined;
  return undone === acting.length ? 'Undone' : 'Partly undone';
}

/** Where the session stands: `Waiting for your approval`, `Running 3 of 5`. */
export function stateWords(session: SessionSnapshot): string {
  const open = session.gates.filter((gate) => gate.kind !== 'plan').length;
  const running = runningWords[session.state];
  if (open > 0 && !hasEnded(session.state)) return 'Waiting for your answer';
  if (running) {
    const steps = (session.plan?.steps ?? []).filter((step) => step.status !== 'skipped');
    const begun = steps.filter((step) => step.status !== 'pending' && step.status !== 'ready').length;
    return steps.length > 0 ? `${running} ${Math.max(1, begun)} of ${steps.length}` : running;
  }
  const undone = undoneWords(session);
  if (undone) return undone;
  switch (session.state) {
    case 'discovery':
      return 'Looking around';
    case 'planning':
      return session.plan ? 'Changing the plan' : 'Planning';
    case 'awaiting_approval':
      return 'Waiting for your approval';
    case 'paused':
      if (session.suspended?.by === 'interruption') return 'Interrupted';
      return session.suspended?.by === 'waiting' ? 'Sleeping' : 'Paused';
    case 'complete':
      if (!session.report) return 'Complete';
      return session.report.verified ? 'Complete and verified' : 'Complete, not verified';
    case 'failed':
      return 'Failed';
    default:
      return 'Cancelled';
  }
}

/** An expectation before it is judged; code stands between backticks. */
export function expectationWords(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'tests_pass':
      return 'the tests pass';
    case 'tests_fail':
      return 'the tests fail, as meant';
    case 'no_new_errors':
      return 'no new problems';
    case 'file_exists':
      return `\`${expectation.path}\` exists`;
    case 'changed':
      return expectation.path ? `\`${expectation.path}\` has changed` : 'something has changed';
    case 'exit_code':
      if (expectation.equals !== undefined)
        return expectation.equals === 0 ? 'it ends without an error' : `it ends with exit code ${expectation.equals}`;
      return expectation.not === undefined || expectation.not === 0
        ? 'it ends with an error, as meant'
        : `it ends with an exit code other than ${expectation.not}`;
    case 'output_matches':
      return `its output matches \`${expectation.pattern}\``;
  }
}

/** What a decision made of a step; what a person did to it they know, and why one is blocked stands below it. */
const leftOutWords: Readonly<Record<LeftOut['by'], string>> = {
  person: '',
  decision: 'left out by a decision',
  replaced: 'replaced',
  blocked: '',
};

/** What else is worth a word: who does it, how often it was tried, where it came from and what became of it. */
export function stepMarks(step: StepSnapshot): string[] {
  return [
    step.agent ?? '',
    step.retries ? `tried ${step.retries + 1} times` : '',
    step.addedAt === undefined ? '' : 'added by a decision',
    step.leftOut ? leftOutWords[step.leftOut.by] : '',
  ].filter(Boolean);
}

/** What became of something said while it ran. */
export function saidWords({ seen, effect }: SessionSnapshot['feedback'][number]): string {
  return effect ?? (seen ? 'seen by the model' : 'goes along with the next model call');
}

/** One line for screen readers: title, position in the work, effect and status. */
export function stepWords(step: StepSnapshot, asking: boolean): string {
  const about = step.about ? ` ${step.about}` : '';
  const marks = stepMarks(step);
  return (
    `${step.title}. ${statusWords(step.status, asking)}. ` +
    `${effectWords[step.effect]}${about}.${marks.length > 0 ? ` ${marks.join(', ')}.` : ''}`
  );
}
