import type { SessionEvent } from '../../../src/contracts/events';
import type { SessionSnapshot } from '../../../src/contracts/session';

/** An event of the given number. */
export function createdEvent(session: string, seq: number, extra: object = {}): SessionEvent {
  return {
    kind: 'session.created',
    id: session,
    name: session,
    goal: 'a goal',
    origin: 'api',
    v: 1,
    seq,
    at: 1000 + seq,
    ...extra,
  } as SessionEvent;
}

/** A fold with the fields that the store looks at. */
export function snapshotOf(session: string, extra: Partial<SessionSnapshot> = {}): SessionSnapshot {
  return {
    id: session,
    name: session,
    goal: 'a goal',
    state: 'planning',
    revision: 1,
    planRevision: 0,
    origin: 'api',
    progress: 0.5,
    gates: [],
    said: [],
    decisions: [],
    feedback: [],
    tokens: { prompt: 0, completion: 0, cached: 0, saved: 0 },
    modelCalls: 0,
    changedFiles: [],
    createdAt: 1000,
    updatedAt: 2000,
    ...extra,
  };
}
