import type { SessionSnapshot } from '../contracts/session';
import { formatDuration } from '../base/text';
import { hasEnded, isAtWork } from './sessionState';

/** How long a session's goal has taken, in milliseconds. */
export interface SessionTime {
  /** While something of Flux's was at work. */
  readonly workedMs: number;
  /** From beginning to end, or until now. */
  readonly allMs: number;
}

/** Undefined for a session of a version that did not count. */
export function sessionTime(session: SessionSnapshot, now: number): SessionTime | undefined {
  const { workedMs, goalAt, updatedAt, endedAt, state } = session;
  if (workedMs === undefined || goalAt === undefined) return undefined;
  const since = isAtWork(session) ? Math.max(0, now - updatedAt) : 0;
  const until = hasEnded(state) ? (endedAt ?? updatedAt) : Math.max(now, updatedAt);
  return { workedMs: workedMs + since, allMs: Math.max(workedMs + since, until - goalAt) };
}

/** `12 min in all, 10 min of it waiting for you`; undefined where nearly all of it was work. */
export function waitingWords({ workedMs, allMs }: SessionTime): string | undefined {
  const waited = allMs - workedMs;
  return waited < 1000
    ? undefined
    : `${formatDuration(allMs)} in total, ${formatDuration(waited)} of it waiting for you`;
}
