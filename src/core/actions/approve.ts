import type { PlanChange } from '../../contracts/api';
import type { Gate, SessionSnapshot } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import { assertFresh, planChange } from '../plan/changePlan';
import { scopeOf } from '../run/scope';
import type { HeldSession } from '../session/sessionHolder';
import { isRunning } from '../../words/sessionState';
import { beginRun } from '../work/sessionWork';
import { answerGate } from './answerGate';
import { assertTrusted } from './assertTrusted';
import type { ActionContext } from './context';
import { notAwaiting, withProposal } from './withProposal';

/**
 * Approves a proposed plan, changed as the person wants it, and begins to run it; in a running session, answers its
 * open permission questions with yes.
 * FluxError `not_awaiting`, `stale_approval`, `no_plan`, `untrusted`, and as `planChange`.
 */
export async function approve(
  context: ActionContext,
  idOrName: string,
  change: PlanChange = {},
  by: 'person' | 'api' | 'settings' = 'person',
): Promise<SessionSnapshot> {
  const { id } = await context.table.read(idOrName);
  const here = context.table.held(id);
  const open = here?.log.snapshot.gates.filter((gate) => gate.kind === 'delta' || gate.kind === 'step') ?? [];
  if (here?.work && open.length > 0) return approveWhatIsAsked(context, here, open, change);
  return withProposal(context, id, 'approve', async (session) => {
    const { log } = session;
    assertFresh(log.snapshot, change.revision);
    const edit = await planChange(log.snapshot, change, context.workspaceOf(log.snapshot));
    const preview = edit ? log.preview(edit) : log.snapshot;
    assertTrusted(context, preview);
    if (!preview.plan) throw new FluxError('no_plan', 'There is no plan to approve.');
    const scope = scopeOf(preview.plan, context.workspaceOf(preview).tools, by);
    await log.append(...(edit ? [edit] : []), { kind: 'plan.approved', scope, by });
    if (!isRunning(log.snapshot.state)) throw notAwaiting('approve', log.snapshot.state);
    beginRun(context, session);
  });
}

async function approveWhatIsAsked(
  context: ActionContext,
  { log }: HeldSession,
  open: readonly Gate[],
  change: PlanChange,
): Promise<SessionSnapshot> {
  assertFresh(log.snapshot, change.revision);
  if (change.skip || change.order || change.edit)
    throw new FluxError(
      'not_awaiting',
      'The plan is running and cannot be changed now. Answer its question, or stop it.',
    );
  // Without a revision nobody says what the person has seen: enough for one question, not for several, nor for a
  // danger.
  if (
    change.revision === undefined &&
    (open.length > 1 || open.some((gate) => !gate.choices?.some((choice) => choice.id === 'allow')))
  ) {
    throw new FluxError(
      'stale_approval',
      'The run has several questions, or one about something that cannot be undone. Answer each ' +
        'in the plan panel.',
    );
  }
  for (const gate of open)
    await answerGate(context, log.id, gate.id, gate.choices?.find(({ means }) => means === 'yes')?.id ?? 'allow');
  return log.snapshot;
}
