import type { PlanChange } from '../../contracts/api';
import type { SessionSnapshot } from '../../contracts/session';
import { assertFresh, planChange } from '../plan/changePlan';
import type { ActionContext } from './context';
import { withProposal } from './withProposal';

/** Changes a proposed plan without approving it. FluxError `not_awaiting`, `stale_approval`, and as `planChange`. */
export function editPlan(
  context: ActionContext,
  idOrName: string,
  change: PlanChange & { include?: readonly string[] },
): Promise<SessionSnapshot> {
  return withProposal(context, idOrName, 'change', async ({ log }) => {
    assertFresh(log.snapshot, change.revision);
    const edit = await planChange(log.snapshot, change, context.workspaceOf(log.snapshot));
    if (edit) await log.append(edit);
  });
}
