import type { SessionEventBody } from '../../contracts/events';
import type { Owner, StorePort } from '../../contracts/store';
import { createCondition } from '../../base/condition';
import { BugError, FluxError } from '../../base/errors';
import { createSerialQueues } from '../../base/serialQueues';
import { createWork, type Work } from '../work/work';
import { createSessionLog, openSessionLog, type LogDeps, type SessionLog } from './sessionLog';
import { hasEnded } from '../../words/sessionState';

/** A session that this window holds: nobody else appends to it. */
export interface HeldSession {
  readonly log: SessionLog;
  /** Planning or running; undefined while the session only waits. */
  readonly work: Work | undefined;
  /**
   * Begins work, which holds the session until it ends.
   * @throws BugError when it is at work already
   */
  begin(): BegunWork;
  /** Resolves as soon as it is true: looked at now, whenever something is recorded, and when work begins or ends. */
  until(isTrue: () => boolean): Promise<void>;
}

/** Work as whoever began it sees it. */
export interface BegunWork {
  readonly work: Work;
  readonly tellPlanned: () => void;
  /** Call once. `next` may begin other work before the session is let go. */
  readonly end: (next: () => void) => Promise<void>;
}

/** One more reason to hold a session; gives it back, and resolves when the claim is let go if it was the last. */
type LetGo = () => Promise<void>;

/**
 * Who holds which session, and whose turn it is. A session is claimed when the first reason to hold it comes up (an
 * action, its work, a shutdown) and let go with the last.
 */
export interface SessionHolder {
  /**
   * One action at a time on a session, which is held meanwhile. Where its end has been recorded while its work is still
   * ending, the action waits for that. FluxError `unknown_session`, `busy_elsewhere`.
   */
  withSession<T>(id: string, action: (session: HeldSession) => Promise<T>): Promise<T>;
  /** Creates a session; the action has its first turn. */
  withNewSession<T>(
    first: SessionEventBody & { kind: 'session.created' },
    action: (session: HeldSession) => Promise<T>,
  ): Promise<T>;
  /**
   * Holds a session once more.
   * @throws BugError when it is not held
   */
  hold(session: HeldSession): LetGo;
  /** The session if this window holds it. */
  held(id: string): HeldSession | undefined;
  allHeld(): HeldSession[];
  /** Whether it is held, or being opened. */
  isTaken(id: string): boolean;
  /** Lets go of a session that was deleted. */
  forget(id: string): void;
}

export interface HolderDeps extends LogDeps {
  readonly store: StorePort;
  readonly owner: Owner;
  /** Resolves when a session may be opened. */
  readonly mayOpen: () => Promise<void>;
}

interface Holding {
  readonly session: HeldSession;
  /** How many reasons there are to hold it. */
  reasons: number;
}

export function createSessionHolder(deps: HolderDeps): SessionHolder {
  const { store, owner } = deps;
  const holdings = new Map<string, Holding>();
  const opening = new Set<string>();
  const enqueue = createSerialQueues();

  function hold(session: HeldSession): LetGo {
    const { id } = session.log;
    const holding = holdings.get(id);
    if (holding?.session !== session) throw new BugError('A session was to be held on to that had been let go.');
    holding.reasons++;
    let isGivenBack = false;
    return async () => {
      if (isGivenBack) return;
      isGivenBack = true;
      if (--holding.reasons > 0 || holdings.get(id) !== holding) return;
      holdings.delete(id);
      await store.release(id, owner);
    };
  }

  /** Claims a session and reads it; the claim does not outlive a failure. */
  async function claim(id: string, open: (log: LogDeps) => Promise<SessionLog | undefined>): Promise<Taken> {
    if (!(await store.claim(id, owner))) {
      throw new FluxError(
        'busy_elsewhere',
        'This session is running in another window. Continue there, or close that window first.',
      );
    }
    try {
      const session = await heldSession(deps, open, hold);
      if (!session) throw new FluxError('unknown_session', 'This session has been deleted.');
      holdings.set(id, { session, reasons: 0 });
      return { session, letGo: hold(session) };
    } catch (error) {
      await store.release(id, owner).catch(() => undefined);
      throw error;
    }
  }

  /** Nothing may come between finding a session held and holding it: its last holder may be letting it go. */
  async function take(id: string): Promise<Taken> {
    await deps.mayOpen();
    const known = holdings.get(id)?.session;
    if (known) return { session: known, letGo: hold(known) };
    opening.add(id);
    try {
      return await claim(id, (log) => openSessionLog(log, id));
    } finally {
      opening.delete(id);
    }
  }

  async function act<T>({ session, letGo }: Taken, action: (session: HeldSession) => Promise<T>): Promise<T> {
    try {
      while (session.work && isEnding(session.log, session.work)) await session.work.atRest;
      return await action(session);
    } finally {
      await letGo();
    }
  }

  return {
    withSession: (id, action) => enqueue(id, async () => act(await take(id), action)),
    withNewSession: (first, action) =>
      enqueue(first.id, async () => act(await claim(first.id, (log) => createSessionLog(log, first)), action)),
    hold,
    held: (id) => holdings.get(id)?.session,
    allHeld: () => [...holdings.values()].map(({ session }) => session),
    isTaken: (id) => holdings.has(id) || opening.has(id),
    forget: (id) => void holdings.delete(id),
  };
}

interface Taken {
  readonly session: HeldSession;
  readonly letGo: LetGo;
}

/** Whether the work has nothing left to do but to end: its session has ended, or it gives up because of a pause. */
function isEnding({ snapshot: { state } }: SessionLog, { signal }: Work): boolean {
  return hasEnded(state) || (state === 'paused' && signal.aborted);
}

async function heldSession(
  deps: LogDeps,
  open: (log: LogDeps) => Promise<SessionLog | undefined>,
  hold: (session: HeldSession) => LetGo,
): Promise<HeldSession | undefined> {
  const moved = createCondition();
  const log = await open({
    ...deps,
    changed(snapshot) {
      moved.notify();
      deps.changed(snapshot);
    },
  });
  if (!log) return undefined;
  let present: Work | undefined;
  const session: HeldSession = {
    log,
    get work() {
      return present;
    },
    begin() {
      if (present) throw new BugError('A session was to begin work while it was at work.');
      const letGo = hold(session);
      const { work, tellPlanned, tellRest } = createWork(log);
      present = work;
      moved.notify();
      return {
        work,
        tellPlanned,
        async end(next) {
          present = undefined;
          moved.notify();
          try {
            next();
          } finally {
            await letGo().finally(tellRest);
          }
        },
      };
    },
    until: moved.until,
  };
  return session;
}
