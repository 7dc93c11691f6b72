import type { ActionContext } from '../actions/context';
import { allotSteps } from '../budget/allotSteps';
import { classifyRest, type GuessedStep } from '../intents/classifyRest';
import { isWorthAsking } from '../intents/worthAsking';
import { modelName } from '../model/modelName';
import type { SessionModel } from '../model/sessionModel';
import { unseenRemarks } from '../session/said';
import type { SessionLog } from '../session/sessionLog';

/** What sharing needs of the work that it is a part of. */
export interface SharingDeps {
  readonly log: SessionLog;
  readonly model: SessionModel | undefined;
  readonly signal: AbortSignal;
}

/**
 * Gives each of a session's steps that have not begun its share of the tokens that are left. What steps are for that
 * patterns are unsure of is known from earlier sessions, or the model is asked, where that pays; once that has failed,
 * it is not asked again in this work.
 */
export function tokenSharing(context: ActionContext, { log, model, signal }: SharingDeps): () => Promise<void> {
  const { store, workspaceOf, workspace, activities } = context;
  let isBroken = false;

  function isWorth(
    batches: readonly (readonly GuessedStep[])[],
    unsure: readonly GuessedStep[],
    needs: number,
  ): boolean {
    const { budget } = log.snapshot;
    // What nobody has heard yet leads to another plan or a decision first.
    const pays =
      budget &&
      unseenRemarks(log.snapshot).length === 0 &&
      isWorthAsking(batches, unsure, { budget, settings: workspace.settings, needs });
    if (pays && model) activities.set(log.id, `Classifying steps with ${modelName(model)}…`);
    return pays === true;
  }

  return () =>
    allotSteps({
      log,
      workspace: workspaceOf(log.snapshot),
      usedBefore: (intent) => store.stepTokens(intent),
      classify: (steps, needs) =>
        classifyRest(steps, {
          model: isBroken ? undefined : model,
          notes: store,
          isWorth: (batches, unsure) => isWorth(batches, unsure, needs),
          log: {
            warn(line) {
              isBroken = true;
              workspace.log.warn(line);
            },
          },
          signal,
        }),
    });
}
