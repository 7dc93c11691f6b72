import type { SessionSnapshot } from '../../contracts/session';
import type { LogPort } from '../../contracts/ports';
import type { StorePort } from '../../contracts/store';
import { Emitter, type Event } from '../../base/emitter';
import { readSession } from './sessionLog';
import { hasEnded } from '../../words/sessionState';

/** What listeners hear of sessions: what this window records, and what others have recorded. */
export interface SessionFeed {
  readonly onDidChange: Event<SessionSnapshot>;
  /** The id of a session that is deleted, in this window or another. */
  readonly onDidRemove: Event<string>;
  changed(session: SessionSnapshot): void;
  removed(id: string): void;
  /** Tells what other windows have changed since the last call. */
  refresh(): Promise<void>;
}

/** @param isHeld whether this window holds a session: then it tells of it itself */
export function createSessionFeed(store: StorePort, log: LogPort, isHeld: (id: string) => boolean): SessionFeed {
  const changes = new Emitter<SessionSnapshot>((error) => log.error('A listener to sessions failed', error));
  const removals = new Emitter<string>((error) => log.error('A listener to sessions failed', error));
  const told = new Map<string, number>();
  let storeVersion = -1;

  function removed(id: string): void {
    told.delete(id);
    removals.fire(id);
  }

  return {
    onDidChange: changes.event,
    onDidRemove: removals.event,
    changed(session) {
      told.set(session.id, session.updatedAt);
      changes.fire(session);
    },
    removed,
    async refresh() {
      const version = await store.version();
      if (version === storeVersion) return;
      const first = storeVersion === -1;
      storeVersion = version;
      const all = await store.list();
      const there = new Set(all.map(({ id }) => id));
      for (const id of told.keys()) if (!there.has(id) && !isHeld(id)) removed(id);
      for (const { id, updatedAt, state } of all) {
        if (isHeld(id) || told.get(id) === updatedAt) continue;
        told.set(id, updatedAt);
        if (first && hasEnded(state)) continue; // history is no news
        const session = await readSession(store, id);
        if (session) changes.fire(session);
      }
    },
  };
}
