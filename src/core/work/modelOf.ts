import type { ActionContext } from '../actions/context';
import { messageOf } from '../../base/errors';
import { createCallBudget } from '../budget/callBudget';
import { keepExchanges } from '../model/exchanges';
import { sessionModel, type SessionModel } from '../model/sessionModel';
import type { SessionLog } from '../session/sessionLog';
import type { Work } from './work';

/** The model that a session works with: the one chosen for it, else the one that is connected. */
export async function modelOf(
  context: ActionContext,
  log: SessionLog,
  work: Pick<Work, 'ask' | 'stop'>,
): Promise<SessionModel | undefined> {
  const found = context.chosen.get(log.id) ?? (await context.models());
  if (!found) return undefined;
  const { store, workspace, estimates, cuts } = context;
  const keep = keepExchanges(store, (error) =>
    workspace.log.warn(`A model exchange was not kept: ${messageOf(error)}`),
  );
  const budget = createCallBudget({ log, settings: workspace.settings, estimates, ask: work.ask, stop: work.stop });
  const tellFallback = (out: string, instead: string) => {
    context.activities.set(log.id, `${out} does not answer. Asking ${instead}…`);
    workspace.log.warn(`${out} does not answer, so ${instead} was asked instead.`);
  };
  return sessionModel(found, { log, now: workspace.now, keep, budget, estimates, cuts, tellFallback });
}
