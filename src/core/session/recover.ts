import type { SessionSnapshot } from '../../contracts/session';
import type { StorePort } from '../../contracts/store';
import type { Workplace } from '../workplace';
import type { SessionTable } from './sessionTable';
import { hasEnded, isRunning } from './states';

/** The event that marks a session whose work was cut off. */
export const interruption = { kind: 'run.interrupted', message: 'The window was closed or reloaded while this session was at work. What was done until then is recorded and kept. Say the goal again to go on from there.' } as const;

/** Marks the sessions whose window is gone while they were at work. */
export async function markInterrupted(table: SessionTable, store: StorePort): Promise<SessionSnapshot[]> {
  const interrupted: SessionSnapshot[] = [];
  for (const id of await store.orphans()) {
    const session = await table.open(id).catch(() => undefined); // another window was quicker
    if (!session) continue;
    const { state, gates } = session.log.snapshot;
    if (isRunning(state) || (state === 'planning' && gates.length === 0)) interrupted.push(await session.log.append(interruption));
    await table.letGo(session);
  }
  return interrupted;
}

/** Removes ended sessions that are older than `sessions.retentionDays`. */
export async function removeOld(table: SessionTable, store: StorePort, place: Workplace): Promise<void> {
  const days = place.settings('sessions.retentionDays');
  if (days <= 0) return;
  const limit = place.now() - days * 86_400_000;
  for (const old of await table.list()) if (hasEnded(old.state) && old.updatedAt < limit) await store.remove(old.id);
}
