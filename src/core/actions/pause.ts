import type { SessionSnapshot } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import { hasEnded } from '../../words/sessionState';
import { pauseNow } from '../steer/pauseNow';
import type { ActionContext } from './context';

/** Starts nothing new from now on; what is running comes to its end. FluxError `not_running`. */
export function pause({ table }: ActionContext, idOrName: string): Promise<SessionSnapshot> {
  return table.withSession(idOrName, async (session) => {
    const { state, name } = session.log.snapshot;
    if (hasEnded(state)) throw new FluxError('not_running', `“${name}” has ended, so there is nothing to pause.`);
    if (state !== 'paused') await pauseNow(session, 'Paused at your request.');
    return session.log.snapshot;
  });
}
