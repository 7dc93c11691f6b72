import type { SessionSnapshot } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import { recoverSteps } from '../session/recoverSteps';
import type { HeldSession } from '../session/sessionHolder';
import { hasEnded } from '../../words/sessionState';
import { goOn } from '../steer/goOn';
import type { ActionContext } from './context';

/**
 * Goes on where a paused or interrupted session was; what had happened is not done again. FluxError `ended`,
 * `not_paused`, `already_running`, `untrusted`, `busy_elsewhere`.
 */
export function resume(context: ActionContext, idOrName: string): Promise<SessionSnapshot> {
  const { table, store, workspaceOf } = context;
  return table.withSession(idOrName, async (session) => {
    const { log } = session;
    assertPaused(session);
    assertMayAct(context, log.snapshot);
    const found = await recoverSteps(log.snapshot, await store.events(log.id), workspaceOf(log.snapshot), store);
    await log.append(...found, { kind: 'run.resumed', by: 'person' });
    goOn(context, session);
    return log.snapshot;
  });
}

function assertPaused({ log, work }: HeldSession): void {
  const { state, name } = log.snapshot;
  if (state === 'paused') return;
  if (hasEnded(state)) throw new FluxError('ended', `“${name}” has ended. Continue it with a new goal instead.`);
  if (work) throw new FluxError('already_running', `“${name}” is already running.`);
  throw new FluxError('not_paused', `“${name}” is not paused; it is waiting for you. Open its plan to see why.`);
}

function assertMayAct({ workspace }: ActionContext, { plan, approvedAt }: SessionSnapshot): void {
  const isActing = (plan?.steps ?? []).some(
    (step) => step.effect !== 'read' && step.status !== 'skipped' && step.status !== 'done',
  );
  if (isActing && approvedAt !== undefined && !workspace.editor.trusted())
    throw new FluxError(
      'untrusted',
      'This workspace is not trusted, so Flux only reads files in it. Trust it (“Workspaces: Manage Workspace ' +
        'Trust”), then resume again.',
    );
}
