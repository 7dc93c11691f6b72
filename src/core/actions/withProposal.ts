import type { SessionSnapshot, SessionState } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import type { HeldSession } from '../session/sessionHolder';
import { hasEnded } from '../../words/sessionState';
import type { ActionContext } from './context';

/**
 * An action on a session that waits for approval; `what` says in the error what cannot be done. FluxError
 * `not_awaiting` for any other.
 */
export function withProposal(
  { table }: ActionContext,
  idOrName: string,
  what: string,
  action: (session: HeldSession) => Promise<void>,
): Promise<SessionSnapshot> {
  return table.withSession(idOrName, async (session) => {
    await proposalStands(session);
    const { state } = session.log.snapshot;
    if (state !== 'awaiting_approval' || session.work) throw notAwaiting(what, state);
    await action(session);
    return session.log.snapshot;
  });
}

/**
 * Resolves when a plan that is proposed is no longer the planner's: it has come to rest, or has gone on to plan again
 * or to run. The proposal is recorded a moment before.
 */
export function proposalStands(session: HeldSession): Promise<void> {
  return session.until(() => !session.work || session.log.snapshot.state !== 'awaiting_approval');
}

/** What there is instead of a plan that waits. */
export function notAwaiting(what: string, state: SessionState): FluxError {
  return new FluxError('not_awaiting', `There is no plan to ${what}: ${standing(state)}.`);
}

function standing(state: SessionState): string {
  if (hasEnded(state)) return 'the session has ended';
  if (state === 'planning') return 'it is still being planned';
  if (state === 'paused') return 'the session is paused';
  return 'it is already running';
}
