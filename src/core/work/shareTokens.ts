import type { ActionContext } from '../actions/context';
import { allotSteps } from '../budget/allotSteps';
import type { SessionLog } from '../session/sessionLog';

/** Gives each of a session's steps that have not begun its share of the tokens that are left. */
export function shareTokens({ store, workspaceOf }: ActionContext, log: SessionLog): Promise<void> {
  return allotSteps({
    log,
    workspace: workspaceOf(log.snapshot),
    usedBefore: (intent) => store.stepTokens(intent),
  });
}
