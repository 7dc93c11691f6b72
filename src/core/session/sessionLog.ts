import type { SessionEvent, SessionEventBody } from '../../contracts/events';
import type { Clock } from '../../contracts/ports';
import type { SessionSnapshot } from '../../contracts/session';
import type { StorePort } from '../../contracts/store';
import { BugError, FluxError } from '../../base/errors';
import { foldSession } from './reduceSession';

/** One session's append-only record, held open by the window that works on it. */
export interface SessionLog {
  readonly id: string;
  /** The fold of everything stored so far. */
  readonly snapshot: SessionSnapshot;
  /** Resolves when the events are on the disk; they are written together or not at all. */
  append(...events: SessionEventBody[]): Promise<SessionSnapshot>;
  /**
   * Does something at a moment when nothing waits to be written: `snapshot` is then all there is, and what it appends
   * comes next.
   */
  settled<T>(act: () => T | Promise<T>): Promise<T>;
  /** What the fold would be after an event, without storing it. */
  preview(event: SessionEventBody): SessionSnapshot;
}

/** Starts a session's record with its first event. */
export async function createSessionLog(
  deps: LogDeps,
  first: SessionEventBody & { kind: 'session.created' },
): Promise<SessionLog> {
  const log = sessionLog(deps, first.id, undefined);
  await log.append(first);
  return log;
}

/** Opens the record of a session that exists: its newest stored fold and the events after it. */
export async function openSessionLog(deps: LogDeps, id: string): Promise<SessionLog | undefined> {
  const snapshot = await readSession(deps.store, id);
  return snapshot && sessionLog(deps, id, snapshot);
}

/** A session's state as stored. */
export async function readSession(store: StorePort, id: string): Promise<SessionSnapshot | undefined> {
  const stored = await store.snapshot(id);
  let folded = stored && isOfThisVersion(stored) ? stored : undefined;
  await store.eachEvents(id, folded?.revision ?? 0, (events) => (folded = foldSession(events, folded)));
  return folded;
}

/** A stored fold only saves time: one of an older version, which has no list of what was said, is folded once more. */
function isOfThisVersion(session: Partial<SessionSnapshot>): boolean {
  return session.said !== undefined;
}

/** What a log needs. `changed` hears each new fold after it is on the disk. */
export interface LogDeps {
  readonly store: StorePort;
  readonly now: Clock;
  readonly changed: (snapshot: SessionSnapshot) => void;
}

/** A store that is locked for a moment is asked once more; everything else is the caller's to know. */
async function appendOnceMore(append: () => Promise<void>): Promise<void> {
  try {
    await append();
  } catch (error) {
    if (!FluxError.is(error) || !error.retryable) throw error;
    await append();
  }
}

interface Pending {
  readonly bodies: readonly SessionEventBody[];
  readonly resolve: (snapshot: SessionSnapshot) => void;
  readonly reject: (error: unknown) => void;
}

function sessionLog(deps: LogDeps, id: string, start: SessionSnapshot | undefined): SessionLog {
  let stored = start;
  let waiting: Pending[] = [];
  let writing: Promise<void> | undefined;

  const numbered = (bodies: readonly SessionEventBody[]): SessionEvent[] => {
    const at = Math.max(deps.now(), stored?.updatedAt ?? 0); // a clock that goes back must not reorder what happened
    return bodies.map((body, index) => ({ ...body, v: 1, seq: (stored?.revision ?? 0) + 1 + index, at }));
  };

  /**
   * Group commit: what was appended while the disk was busy is written together, so that steps side by side share its
   * time.
   */
  async function write(): Promise<void> {
    await undefined; // what is appended in the same turn goes along, and `writing` is set before it can be through
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const events = numbered(batch.flatMap(({ bodies }) => bodies));
        const next = foldSession(events, stored);
        if (!next) throw new BugError('An append without events.');
        await appendOnceMore(() => deps.store.append(id, events, next));
        stored = next;
        for (const { resolve } of batch) resolve(next);
        deps.changed(next);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    writing = undefined;
  }

  return {
    id,
    get snapshot() {
      if (!stored) throw new BugError('The session was read before its first event was stored.');
      return stored;
    },
    append: (...bodies) =>
      new Promise((resolve, reject) => {
        waiting.push({ bodies, resolve, reject });
        writing ??= write();
      }),
    async settled(act) {
      while (writing) await writing;
      return act();
    },
    preview(event) {
      const next = foldSession(numbered([event]), stored);
      if (!next) throw new BugError('A preview without a session.');
      return next;
    },
  };
}
