import type { SessionEventBody } from '../../contracts/events';
import type { SessionSnapshot } from '../../contracts/session';
import type { StorePort } from '../../contracts/store';
import { ellipsis } from '../../base/text';
import type { Workplace } from '../workplace';
import type { SessionTable } from './sessionTable';
import { hasEnded, isRunning } from './states';

/** The event that marks a session whose work was cut off; it names what undoing will not know of. */
export function interruptionOf({ plan }: SessionSnapshot): SessionEventBody & { kind: 'run.interrupted' } {
  const unknown = (plan?.steps ?? []).filter(({ status, effect, files }) => status === 'running' && effect === 'execute' && !files).map(({ title }) => `“${ellipsis(title, 80)}”`);
  const left = unknown.length > 0 ? ` What ${unknown.join(' and ')} had changed in files by then could not be recorded, so undo leaves that as it is.` : '';
  return { kind: 'run.interrupted', message: `The window was closed or reloaded while this session was at work. What was done until then is recorded and kept. Resume it to go on from there: what had happened is not done again.${left}` };
}

/** Marks the sessions whose window is gone while they were at work. */
export async function markInterrupted(table: SessionTable, store: StorePort): Promise<SessionSnapshot[]> {
  const interrupted: SessionSnapshot[] = [];
  for (const id of await store.orphans()) {
    const session = await table.open(id).catch(() => undefined); // another window was quicker
    if (!session) continue;
    const { state, gates } = session.log.snapshot;
    if (isRunning(state) || ((state === 'planning' || state === 'discovery') && gates.length === 0)) interrupted.push(await session.log.append(interruptionOf(session.log.snapshot)));
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
