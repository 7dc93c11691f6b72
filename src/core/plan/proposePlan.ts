import type { EarlierGoal } from '../../contracts/decision';
import type { PastGoal } from '../../contracts/figures';
import type { Plan } from '../../contracts/plan';
import type { PlanSnapshot } from '../../contracts/session';
import { answersIn, unseenRemarks } from '../session/said';
import type { SessionLog } from '../session/sessionLog';
import type { SessionModel } from '../model/sessionModel';
import type { Workspace } from '../workspace';
import { BugError, FluxError, messageOf } from '../../base/errors';
import { onlyReads } from '../agents/onlyReads';
import { planGoal, validateReply } from './planGoal';
import type { PlanTalks } from './planTalks';
import { toolOf } from '../toolTraits';
import { completeRecipe, findRecipe, type FoundRecipe } from './recipes';
import { wordsInForce } from '../steer/wordsInForce';
import { tellResembling } from './resemblingGoals';
import { renamed } from './renameSteps';

/** What proposing needs. */
export interface ProposeDeps {
  readonly log: SessionLog;
  readonly workspace: Workspace;
  readonly model: SessionModel | undefined;
  readonly signal: AbortSignal;
  readonly activity: (text: string) => void;
  readonly talks: PlanTalks;
  /** Goals that have ended in this workspace, the newest first. */
  readonly pastGoals: () => Promise<readonly PastGoal[]>;
  readonly revise?: { readonly plan: PlanSnapshot; readonly request: string };
}

/**
 * Finds a plan for the session's goal and records it as proposed: a recipe where one fits, else the model; questions of
 * the model are recorded as gates instead. FluxError `no_model` when neither a recipe nor a model is there.
 */
export async function proposePlan(deps: ProposeDeps): Promise<void> {
  const { log, workspace, model, revise, signal } = deps;
  const { goal, said, earlier, inputs } = log.snapshot;
  const recipe = revise ? undefined : findRecipe(goal, workspace.tools);
  if (recipe && (!model || !recipe.betterWithModel)) {
    await log.append({
      kind: 'plan.proposed',
      plan: await withSaves(withFreshIds(await recipePlan(recipe, workspace), earlier), workspace),
    });
    return;
  }
  if (!model) {
    throw new FluxError(
      'no_model',
      'This goal needs a language model. None is connected. Run “Flux: Connect a Model…” (or “Flux: ' +
        'Set API Key…”). Without one, “run the tests”, “fix the ' +
        'formatting”, “save my work”, “what changed”, “what should I do next” and “find …” work.',
    );
  }
  const planned = await planGoal(
    {
      goal,
      answers: answersIn(said).map(({ question = '', text }) => ({ question, reply: text })),
      revise,
      earlier,
      inputs,
      resembling: await resembling(deps),
      said: wordsInForce(log.snapshot),
      numbered: await onlyReads(log.snapshot.workflow, workspace),
    },
    { workspace, model, log, activity: deps.activity, talks: deps.talks },
    signal,
  );
  if ('plan' in planned) {
    await log.append({ kind: 'plan.proposed', plan: await withSaves(withFreshIds(planned.plan, earlier), workspace) });
    return;
  }
  if ('answer' in planned) {
    // The answer does not know what came while it was being written.
    const through = await log.settled(
      async () =>
        unseenRemarks(log.snapshot).length === 0 &&
        (await log.append({ kind: 'session.completed', summary: planned.answer })),
    );
    return through ? undefined : proposePlan(deps);
  }
  const first = log.snapshot.revision + 1;
  await log.append(
    ...planned.questions.map((text, index) => ({
      kind: 'gate.opened' as const,
      gate: { id: `question-${first + index}`, kind: 'question' as const, text },
    })),
  );
}

/** What became of goals like this one; where that cannot be read, the plan does without. */
async function resembling({ log, workspace, pastGoals }: ProposeDeps): Promise<string | undefined> {
  try {
    return tellResembling(log.snapshot.goal, await pastGoals());
  } catch (error) {
    workspace.log.warn(`Former goals could not be read, so the planner is not told of them. ${messageOf(error)}`);
    return undefined;
  }
}

/** In a session that had other goals before, ids stay unique, so that undo knows whose work it was. */
function withFreshIds(plan: Plan, earlier: readonly EarlierGoal[] = []): Plan {
  const { steps, nameOf } = renamed(plan.steps, new Set(earlier.flatMap((goal) => goal.steps)));
  return { ...plan, steps, verify: plan.verify === undefined ? undefined : nameOf(plan.verify) };
}

/** What a person approves says beforehand what is saved for it. */
async function withSaves(plan: Plan, workspace: Workspace): Promise<Plan> {
  for (const step of plan.steps) {
    const saves = await toolOf(step, workspace.tools)
      ?.verifies?.saves?.()
      .catch(() => undefined);
    if (saves !== undefined) return { ...plan, saves };
  }
  return plan;
}

async function recipePlan(found: FoundRecipe, workspace: Workspace): Promise<Plan> {
  const result = await validateReply(await completeRecipe(found), workspace, 'recipe');
  if ('plan' in result) return result.plan;
  throw new BugError(`The recipe ${found.recipe.intent} is not valid: ${result.problems.join(' ')}`);
}
