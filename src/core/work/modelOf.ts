import type { ActionContext } from '../actions/context';
import { messageOf } from '../../base/errors';
import { keepExchanges } from '../model/exchanges';
import { sessionModel, type SessionModel } from '../model/sessionModel';
import type { SessionLog } from '../session/sessionLog';

/** The model that a session works with: the one chosen for it, else the one that is connected. */
export async function modelOf(context: ActionContext, log: SessionLog): Promise<SessionModel | undefined> {
  const found = context.chosen.get(log.id) ?? (await context.models());
  if (!found) return undefined;
  const { store, workspace } = context;
  const keep = keepExchanges(store, (error) =>
    workspace.log.warn(`A model exchange was not kept: ${messageOf(error)}`),
  );
  return sessionModel(found, log, workspace.now, keep);
}
