import type { StorePort } from '../../contracts/store';
import type { SessionEvent } from '../../contracts/events';
import type { SessionSnapshot, UndoReport, UndoState } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import type { Activities } from '../run/activities';
import type { Locks } from '../run/locks';
import type { HeldSession } from '../session/sessionHolder';
import { hasEnded } from '../../words/sessionState';
import type { Workspace } from '../workspace';
import { carryOutUndo } from './carryOut';
import { foldUndoHistory } from './undoHistory';

/** What undoing a session reaches. */
export interface UndoDeps {
  readonly store: StorePort;
  readonly workspace: Workspace;
  readonly locks: Locks;
  readonly activities: Activities;
  readonly newId: () => string;
}

/**
 * Undoes what a session did to files, or one of its steps, or makes it again; no step of any session works on the tree
 * meanwhile. FluxError `running`, `unknown_step`, `untrusted`, `nothing_to_redo`, and as `CheckpointPort`.
 */
export async function undoSession(
  { log, work }: HeldSession,
  action: UndoState['action'],
  step: string | undefined,
  deps: UndoDeps,
): Promise<UndoReport> {
  const { store, workspace, locks, activities } = deps;
  const { state, plan, name } = log.snapshot;
  if (work || !(hasEnded(state) || state === 'paused'))
    throw new FluxError('running', `“${name}” has not ended, so there is nothing to ${action} yet. Stop it first.`);
  if (step !== undefined && !plan?.steps.some(({ id }) => id === step))
    throw new FluxError(
      'unknown_step',
      `The plan has no step “${step}”. Its steps: ${plan?.steps.map(({ id }) => id).join(', ') ?? 'none'}.`,
    );
  if (!workspace.editor.trusted())
    throw new FluxError(
      'untrusted',
      `This workspace is not trusted, so Flux changes nothing in it. Trust it (“Workspaces: Manage Workspace ` +
        `Trust”), then ${action} again.`,
    );
  const { signal } = new AbortController();
  const release = await locks.acquire(
    [
      { key: 'tree', mode: 'write' },
      { key: 'git', mode: 'write' },
    ],
    signal,
  );
  activities.set(log.id, action === 'undo' ? 'Undoing' : 'Redoing');
  try {
    const events = await store.events(log.id);
    const wholeRun = () => (action === 'undo' ? newestRun(log.snapshot, events) : undefined);
    const steps = step !== undefined ? [step] : wholeRun();
    return await carryOutUndo({
      events,
      checkpoints: workspace.checkpoints,
      git: workspace.git,
      action,
      ...(steps && { steps }),
      append: (event) => log.append(event),
      keep: (text) => store.putText(text),
      signal,
      newId: deps.newId,
    });
  } finally {
    activities.clear(log.id);
    release();
  }
}

/** Of a session that has had several goals, the newest is undone first, then all that is left. */
function newestRun({ earlier, plan }: SessionSnapshot, events: readonly SessionEvent[]): string[] | undefined {
  if (!earlier?.length) return undefined;
  const own = new Set(plan?.steps.map(({ id }) => id));
  const isLeft = foldUndoHistory(events).changes.some((change) => !change.undone && own.has(change.step));
  return isLeft ? [...own] : undefined;
}
