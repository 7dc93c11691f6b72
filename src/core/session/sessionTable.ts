import type { SessionSnapshot, SessionSummary } from '../../contracts/session';
import type { Owner, StorePort } from '../../contracts/store';
import type { Clock, LogPort } from '../../contracts/ports';
import { FluxError, messageOf } from '../../base/errors';
import { firstChars } from '../../base/text';
import { markInterrupted } from './recover';
import { createSessionFeed, type SessionFeed } from './sessionFeed';
import { createSessionHolder, type SessionHolder } from './sessionHolder';
import { readSession } from './sessionLog';
import { isSettled } from './states';

/**
 * All sessions of this workspace: stored ones by reading, the ones worked on here by holding them. Before the first
 * answer, what a crash cut off is marked as interrupted.
 */
export interface SessionTable extends Omit<SessionHolder, 'isTaken'>, Omit<SessionFeed, 'removed'> {
  /** Its state, wherever it is worked on. FluxError `unknown_session`. */
  read(idOrName: string): Promise<SessionSnapshot>;
  list(): Promise<SessionSummary[]>;
  search(text: string, limit: number): Promise<SessionSummary[]>;
  /** Looks for sessions whose window is gone, and marks them. The ones that were marked since the last call. */
  findInterrupted(): Promise<SessionSnapshot[]>;
  /** Resolves when nothing happens any more without a person. */
  whenSettled(idOrName: string): Promise<SessionSnapshot>;
}

interface TableDeps {
  readonly store: StorePort;
  readonly owner: Owner;
  readonly now: Clock;
  readonly log: LogPort;
}

export function createSessionTable(deps: TableDeps): SessionTable {
  const { store } = deps;
  const feed = createSessionFeed(store, deps.log, (id) => holder.held(id) !== undefined);
  const watch = watchForInterrupted({ ...deps, changed: feed.changed, isTaken: (id) => holder.isTaken(id) });
  const holder = createSessionHolder({ ...deps, changed: feed.changed, mayOpen: watch.idle });

  async function idOf(idOrName: string): Promise<string> {
    if (holder.held(idOrName)) return idOrName;
    await watch.looked();
    const id = await store.find(idOrName);
    if (!id)
      throw new FluxError(
        'unknown_session',
        `There is no session “${firstChars(idOrName, 80)}”. “Flux: Show Sessions” lists all sessions.`,
      );
    return id;
  }

  async function read(idOrName: string): Promise<SessionSnapshot> {
    const id = await idOf(idOrName);
    const session = holder.held(id)?.log.snapshot ?? (await readSession(store, id));
    if (!session) throw new FluxError('unknown_session', 'This session has been deleted.');
    return session;
  }

  /** A session as soon as nothing goes on in it without a person. */
  async function settled(id: string): Promise<SessionSnapshot> {
    const now = await read(id);
    if (isSettled(now)) return now;
    return new Promise((resolve) => {
      const listening = feed.onDidChange((session) => {
        if (session.id !== id || !isSettled(session)) return;
        listening.dispose();
        resolve(session);
      });
      // What was stored between the read and the listening would otherwise be missed.
      void read(id).then(
        (session) => isSettled(session) && (listening.dispose(), resolve(session)),
        () => {},
      );
    });
  }

  return {
    ...holder,
    withSession: async (idOrName, action) => holder.withSession(await idOf(idOrName), action),
    forget(id) {
      holder.forget(id);
      feed.removed(id);
    },
    onDidChange: feed.onDidChange,
    onDidRemove: feed.onDidRemove,
    changed: feed.changed,
    refresh: feed.refresh,
    read,
    async list() {
      await watch.looked();
      return store.list();
    },
    async search(text, limit) {
      await watch.looked();
      return store.search(text, limit);
    },
    findInterrupted: watch.find,
    async whenSettled(idOrName) {
      const id = await idOf(idOrName);
      for (;;) {
        const session = await settled(id);
        const held = holder.held(id);
        // A plan that has just been proposed may be approved in the same breath, by whoever started it.
        if (session.state !== 'awaiting_approval' || !held?.work) return session;
        await held.until(() => held.work === undefined || held.log.snapshot.state !== 'awaiting_approval');
      }
    },
  };
}

/** Looks for sessions whose window is gone while they were at work, and marks them. */
function watchForInterrupted(
  deps: TableDeps & { changed: (session: SessionSnapshot) => void; isTaken: (id: string) => boolean },
) {
  /** The first look, before which nothing is answered. */
  let first: Promise<void> | undefined;
  /** The look that is going on, which no opening may meet. */
  let looking: Promise<void> | undefined;
  const found: SessionSnapshot[] = [];

  function look(): Promise<void> {
    looking ??= markInterrupted(deps, deps.isTaken)
      .then(
        (marked) => void found.push(...marked),
        (error: unknown) => {
          first = undefined;
          deps.log.warn(`Looking for sessions that were cut off failed: ${messageOf(error)}`);
        },
      )
      .finally(() => (looking = undefined));
    return looking;
  }
  const looked = () => (first ??= look());

  return {
    looked,
    /** Resolves when no look is going on. */
    async idle() {
      while (looking) await looking;
    },
    /** Looks, and answers with what was marked since the last call. */
    async find() {
      await (first ? look() : looked());
      return found.splice(0);
    },
  };
}
