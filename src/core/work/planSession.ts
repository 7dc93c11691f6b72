import type { PlanSnapshot, SessionSnapshot } from '../../contracts/session';
import { CancelledError, FluxError, isCancelled, messageOf } from '../../base/errors';
import type { ActionContext } from '../actions/context';
import { proposePlan } from '../plan/proposePlan';
import { scopeOf } from '../run/scope';
import { unseenRemarks } from '../session/said';
import type { SessionLog } from '../session/sessionLog';
import { verifies } from '../toolTraits';
import type { Workspace } from '../workspace';
import { modelOf } from './modelOf';
import { tokenSharing } from './shareTokens';
import type { Work } from './work';

/** How to plan a session. */
export interface PlanOptions {
  /** The words that ask for another plan. */
  readonly request?: string;
  /** The caller approves whatever is proposed. */
  readonly approve?: boolean;
  readonly planOnly?: boolean;
}

/** How to plan it, from what was said when it was started and what has been asked since. */
export function optionsOf(session: SessionSnapshot): PlanOptions {
  return {
    approve: session.approve === 'now',
    planOnly: session.planOnly || session.planRequest !== undefined,
    request: session.plan && session.planRequest,
  };
}

/** How often feedback that came while planning leads to another plan. */
const mostReplans = 3;

/**
 * Plans (or plans again) and proposes, and approves where nobody need be asked; a failure ends the session, unless it
 * has a plan to fall back on.
 */
export async function planSession(
  context: ActionContext,
  log: SessionLog,
  work: Work,
  options: PlanOptions,
): Promise<void> {
  const before = options.request === undefined ? undefined : log.snapshot.plan;
  try {
    await propose(context, log, work, options.request);
  } catch (error) {
    if (context.closing.signal.aborted) throw new CancelledError();
    if (log.snapshot.state === 'paused') return;
    if (!isCancelled(error) && !FluxError.is(error)) context.workspace.log.error('Planning broke', error);
    const failure = isCancelled(error)
      ? undefined
      : { reason: FluxError.is(error) ? error.reason : 'bug', message: messageOf(error) };
    if (before) await log.append({ kind: 'plan.kept', error: failure });
    else if (failure) await log.append({ kind: 'session.failed', error: failure });
    else await log.append({ kind: 'session.cancelled', reason: 'Stopped while planning. Nothing was changed.' });
    return;
  } finally {
    context.activities.set(log.id, undefined);
  }
  await approveUnasked(context, log, options);
}

/** Proposes a plan, and another one for what was said while the answer was being written. */
async function propose(context: ActionContext, log: SessionLog, work: Work, first: string | undefined): Promise<void> {
  const { signal } = work;
  const model = await modelOf(context, log, work);
  const share = tokenSharing(context, { log, model, signal });
  let request = first;
  for (let replans = 0; ; replans++) {
    const revise = log.snapshot.plan && request !== undefined ? { plan: log.snapshot.plan, request } : undefined;
    await proposePlan({
      log,
      workspace: context.workspaceOf(log.snapshot),
      model,
      signal,
      activity: (text) => context.activities.set(log.id, text),
      revise,
      talks: context.planTalks,
      pastGoals: () => context.store.pastGoals(),
    });
    await share();
    const unseen = await log.settled(() => unseenRemarks(log.snapshot));
    if (
      !model ||
      unseen.length === 0 ||
      log.snapshot.state !== 'awaiting_approval' ||
      log.snapshot.plan?.source !== 'model' ||
      replans >= mostReplans
    )
      return;
    request = unseen.map(({ text }) => text).join('\n');
    await log.append({ kind: 'plan.started', request });
  }
}

/** Approves what is proposed where the caller or the settings say so. */
async function approveUnasked({ workspace }: ActionContext, log: SessionLog, options: PlanOptions): Promise<void> {
  const proposed = log.snapshot.state === 'awaiting_approval' ? log.snapshot.plan : undefined;
  if (!proposed) return;
  const harmless = proposed.steps.every((step) => step.effect === 'read');
  const mode = workspace.settings('approval.mode');
  if (
    !options.planOnly &&
    mode === 'plan' &&
    workspace.editor.trusted() &&
    isAsSaid(proposed, log.snapshot, workspace)
  ) {
    await log.append({ kind: 'plan.approved', scope: scopeOf(proposed, workspace.tools), by: 'person' });
    return;
  }
  const bySettings = !options.planOnly && (harmless || (mode === 'auto' && workspace.editor.trusted()));
  if ((options.approve || bySettings) && (harmless || workspace.editor.trusted())) {
    const by = options.approve ? 'api' : 'settings';
    await log.append({ kind: 'plan.approved', scope: scopeOf(proposed, workspace.tools, by), by });
  }
}

/** Whether a person's own words named all that the plan does, and it only verifies: asking again would ask the same. */
function isAsSaid(plan: PlanSnapshot, { origin }: SessionSnapshot, { tools }: Workspace): boolean {
  const bySomebody = origin === 'chat' || origin === 'palette' || origin === 'panel';
  return (
    bySomebody &&
    plan.source === 'recipe' &&
    plan.saves === undefined &&
    plan.steps.every((step) => verifies(step, tools))
  );
}
