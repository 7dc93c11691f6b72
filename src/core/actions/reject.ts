import type { SessionSnapshot } from '../../contracts/session';
import { assertFresh } from '../plan/changePlan';
import type { ActionContext } from './context';
import { withProposal } from './withProposal';

/** Rejects a proposed plan, which ends the session. FluxError `not_awaiting`, `stale_approval`. */
export function reject(
  context: ActionContext,
  idOrName: string,
  reason?: string,
  revision?: number,
): Promise<SessionSnapshot> {
  return withProposal(context, idOrName, 'reject', async ({ log }) => {
    assertFresh(log.snapshot, revision);
    await log.append({ kind: 'plan.rejected', reason });
  });
}
