import type { Disposable } from '../../base/disposables';
import { FluxError } from '../../base/errors';
import { hasEnded, isAtWork, isRunning } from '../../words/sessionState';
import type { Orchestrator } from '../orchestrator';
import type { Proposals } from './proposals';
import type { Scheduler } from './scheduler';

export interface HeedDeps {
  readonly orchestrator: Pick<Orchestrator, 'session' | 'onDidChangeSession' | 'onDidRemoveSession'>;
  readonly proposals: Proposals;
  readonly scheduler: Pick<Scheduler, 'busy' | 'free' | 'hear'>;
  /** Ids of sessions that run the project's code, or may. */
  readonly atWork: Set<string>;
  readonly quietly: (work: Promise<void>) => void;
}

/** Heeds what sessions do: heavy watchers keep out of their way, and look at what they have left. */
export function heedSessions({ orchestrator, proposals, scheduler, atWork, quietly }: HeedDeps): Disposable {
  const told = new Set<string>();
  const rests = (id: string) => atWork.delete(id) && scheduler.free();
  const changes = orchestrator.onDidChangeSession((session) => {
    const { id, state, undo } = session;
    if ((isRunning(state) || state === 'paused') && isAtWork(session)) {
      if (!atWork.has(id)) scheduler.busy();
      atWork.add(id);
    } else rests(id);
    if (undo?.action === 'undo') quietly(proposals.undone(id));
    if (!hasEnded(state)) return void told.delete(id);
    if (told.has(id)) return;
    told.add(id);
    quietly(proposals.ended(id));
    scheduler.hear({ kind: 'ended', session });
  });
  const removals = orchestrator.onDidRemoveSession((id) => {
    rests(id);
    quietly(proposals.ended(id));
  });
  return {
    dispose() {
      changes.dispose();
      removals.dispose();
    },
  };
}

/** Sessions may have ended, or been deleted, while no window watched. */
export async function endWhatIsOver(proposals: Proposals, orchestrator: Pick<Orchestrator, 'session'>): Promise<void> {
  for (const id of proposals.underWay()) {
    const isOver = await orchestrator.session(id).then(
      ({ state }) => hasEnded(state),
      (error: unknown) => FluxError.is(error, 'unknown_session'),
    );
    if (isOver) await proposals.ended(id);
  }
}
