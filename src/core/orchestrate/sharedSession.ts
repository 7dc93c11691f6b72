import type { SessionSnapshot } from '../../contracts/session';
import type { StorePort } from '../../contracts/store';
import { secretFilter } from '../session/withoutSecrets';

/**
 * A session as other agents see it: without secrets, without what roles and the model told each other, and without the
 * plan before the present one.
 */
export async function sharedSession(
  { conversations: _c, handovers: _h, previousPlan: _p, ...session }: SessionSnapshot,
  { events }: Pick<StorePort, 'events'>,
): Promise<SessionSnapshot> {
  return secretFilter(await events(session.id), {}).snapshot(session);
}
