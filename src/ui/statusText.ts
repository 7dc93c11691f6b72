import type { SessionSnapshot, SessionState, StepStatus } from '../contracts/session';
import { ellipsis, formatTokens } from '../base/text';

const words: Record<SessionState, string> = {
  discovery: 'finding out',
  planning: 'planning',
  awaiting_approval: 'waiting for your approval',
  implementation: 'running',
  testing: 'testing',
  verification: 'verifying',
  deployment: 'committing',
  paused: 'paused',
  complete: 'complete',
  failed: 'failed',
  cancelled: 'stopped',
};

const statusWords: Record<StepStatus, string> = { pending: 'waiting', ready: 'ready', running: 'running', done: 'done', failed: 'failed', skipped: 'not run', denied: 'not allowed', cancelled: 'stopped' };

/** A step's status in a word or two. */
export function statusWord(status: StepStatus): string {
  return statusWords[status];
}

/** A session's state in words. */
export function stateWord(session: Pick<SessionSnapshot, 'state'> & { gates?: SessionSnapshot['gates'] }): string {
  if (session.gates?.some((gate) => gate.kind !== 'plan')) return 'waiting for your answer';
  return words[session.state];
}

/** Where a session stands, in a sentence or two of plain text. */
export function statusText(session: SessionSnapshot): string {
  const steps = session.plan?.steps ?? [];
  const done = steps.filter((step) => step.status === 'done').length;
  const running = steps.filter((step) => step.status === 'running').map((step) => `“${ellipsis(step.title, 60)}”`);
  return [
    `${session.name}: ${stateWord(session)}${steps.length > 0 ? `, ${done} of ${steps.length} steps done` : ''}.`,
    running.length > 0 ? `Now: ${running.join(', ')}.` : '',
    session.error ? session.error.message : (session.summary ?? ''),
    `${formatTokens(session.tokens.prompt + session.tokens.completion)} tokens in ${session.modelCalls} model calls.`,
  ]
    .filter(Boolean)
    .join(' ');
}
