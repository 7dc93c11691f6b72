import type { ActionContext } from '../actions/context';
import { sessionModel, type SessionModel } from '../model/sessionModel';
import type { SessionLog } from '../session/sessionLog';

/** The model that a session works with: the one chosen for it, else the one that is connected. */
export async function modelOf(context: ActionContext, log: SessionLog): Promise<SessionModel | undefined> {
  const found = context.chosen.get(log.id) ?? (await context.models());
  return found && sessionModel(found, log, context.workspace.now);
}
