import type { SessionSnapshot } from '../../contracts/session';
import { checkGoal } from '../checkGoal';
import { assertFresh } from '../plan/changePlan';
import { beginPlanning } from '../work/sessionWork';
import type { ActionContext } from './context';
import { withProposal } from './withProposal';

/**
 * Plans again as the words ask; the plan before stays for comparison, and stands again if planning fails. FluxError
 * `not_awaiting`, `stale_approval`, `empty_goal`.
 */
export function revise(
  context: ActionContext,
  idOrName: string,
  request: string,
  revision?: number,
): Promise<SessionSnapshot> {
  return withProposal(context, idOrName, 'change', async (session) => {
    assertFresh(session.log.snapshot, revision);
    const words = checkGoal(request);
    await session.log.append({ kind: 'plan.started', request: words });
    beginPlanning(context, session, { request: words, planOnly: true });
  });
}
