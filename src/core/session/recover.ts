import type { SessionEventBody } from '../../contracts/events';
import type { SessionSnapshot } from '../../contracts/session';
import type { LogPort } from '../../contracts/ports';
import type { Owner, StorePort } from '../../contracts/store';
import { FluxError, messageOf } from '../../base/errors';
import { ellipsis } from '../../base/text';
import type { Workspace } from '../workspace';
import { openSessionLog, type LogDeps, type SessionLog } from './sessionLog';
import type { SessionTable } from './sessionTable';
import { hasEnded, isRunning } from '../../words/sessionState';

/** The event that marks a session whose work was cut off; it names what undoing will not know of. */
export function interruptionOf({ plan }: SessionSnapshot): SessionEventBody & { kind: 'run.interrupted' } {
  const unknown = (plan?.steps ?? [])
    .filter(({ status, effect, files }) => status === 'running' && effect === 'execute' && !files)
    .map(({ title }) => `“${ellipsis(title, 80)}”`);
  const left =
    unknown.length > 0
      ? ` What ${unknown.join(' and ')} had changed by then could not be recorded, so undo does not ` + `restore it.`
      : '';
  return {
    kind: 'run.interrupted',
    message:
      `The window was closed or reloaded while this session was running. Everything up to then is recorded ` +
      `and kept. Resume continues where it stopped. Completed steps are not repeated.${left}`,
  };
}

/** Marks a session whose work ends because the window closes; once, and not where there is nothing to resume. */
export async function markCutOff(log: SessionLog): Promise<void> {
  const { state, suspended } = log.snapshot;
  if (suspended?.by === 'interruption' || hasEnded(state) || state === 'awaiting_approval') return;
  await log.append(interruptionOf(log.snapshot));
}

/** A paused session was cut off too where a step that had begun before the pause still ran. */
function wasCutOff({ state, gates, plan }: SessionSnapshot): boolean {
  if (state === 'paused') return plan?.steps.some(({ status }) => status === 'running') === true;
  return isRunning(state) || ((state === 'planning' || state === 'discovery') && gates.length === 0);
}

/** Marks the sessions whose window is gone while they were at work, apart from those that this window works on. */
export async function markInterrupted(
  deps: LogDeps & { readonly owner: Owner; readonly log: LogPort },
  isOpen: (id: string) => boolean,
): Promise<SessionSnapshot[]> {
  const { store, owner } = deps;
  const interrupted: SessionSnapshot[] = [];
  for (const id of await store.orphans()) {
    if (isOpen(id)) continue;
    try {
      // Not claimed for it: a third window would take the session for one at work until it is marked.
      const log = await openSessionLog(deps, id);
      if (log && wasCutOff(log.snapshot)) interrupted.push(await log.append(interruptionOf(log.snapshot)));
    } catch (error) {
      // Another window was quicker.
      if (!FluxError.is(error, 'store_conflict'))
        deps.log.warn(`A session that was cut off could not be marked: ${messageOf(error)}`);
    }
    if (await store.claim(id, owner)) await store.release(id, owner);
  }
  return interrupted;
}

/** Removes ended sessions that are older than `sessions.retentionDays`. */
export async function removeOld(table: SessionTable, store: StorePort, workspace: Workspace): Promise<void> {
  const days = workspace.settings('sessions.retentionDays');
  if (days <= 0) return;
  const limit = workspace.now() - days * 86_400_000;
  for (const old of await table.list()) if (hasEnded(old.state) && old.updatedAt < limit) await store.remove(old.id);
}
