import type { Effect } from '../contracts/plan';
import type { StepStatus } from '../contracts/session';

const statusWords: Readonly<Record<StepStatus, string>> = {
  pending: 'waiting',
  ready: 'ready',
  running: 'running',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
  denied: 'not allowed',
  cancelled: 'stopped',
};

/** A step's status in a word or two. Before the approval (`proposed`) a step waits for nothing in particular. */
export function statusWord(status: StepStatus, proposed = false): string {
  return proposed && (status === 'pending' || status === 'ready') ? 'planned' : statusWords[status];
}

/** What a step may do at most, in one word. */
export const effectWords: Readonly<Record<Effect, string>> = { read: 'reads', write: 'writes', execute: 'runs' };
