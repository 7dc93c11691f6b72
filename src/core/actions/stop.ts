import type { SessionSnapshot } from '../../contracts/session';
import type { HeldSession } from '../session/sessionHolder';
import { hasEnded } from '../../words/sessionState';
import type { ActionContext } from './context';

/** Stops a session and waits, outside of its turn, until what was running has come to its end. */
export async function stop({ table }: ActionContext, idOrName: string): Promise<SessionSnapshot> {
  const { log, work } = await table.withSession(idOrName, async (session) => {
    await stopNow(session);
    return { log: session.log, work: session.work };
  });
  await work?.atRest;
  return log.snapshot;
}

/** Has the work of a session stop, or ends the session where it only waits. */
export async function stopNow({ log, work }: HeldSession): Promise<void> {
  if (work) work.stop();
  else if (!hasEnded(log.snapshot.state))
    await log.append({ kind: 'session.cancelled', reason: 'Stopped. Nothing else was changed.' });
}
