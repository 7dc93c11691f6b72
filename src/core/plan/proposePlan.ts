import type { EarlierGoal } from '../../contracts/decision';
import type { Plan, PlanReply } from '../../contracts/plan';
import type { PlanSnapshot } from '../../contracts/session';
import type { SessionLog } from '../session/sessionLog';
import type { SessionModel } from '../model/sessionModel';
import type { Workplace } from '../workplace';
import { BugError, FluxError } from '../../base/errors';
import { onlyReads } from '../agents/onlyReads';
import { planGoal, validateReply } from './planGoal';
import { findRecipe, type Recipe } from './recipes';
import { wordsInForce } from '../steer/wordsInForce';
import { renamed } from './renameSteps';

/** What proposing needs. */
export interface ProposeDeps {
  readonly log: SessionLog;
  readonly place: Workplace;
  readonly model: SessionModel | undefined;
  readonly signal: AbortSignal;
  readonly activity: (text: string) => void;
  readonly revise?: { readonly plan: PlanSnapshot; readonly request: string };
}

/**
 * Finds a plan for the session's goal and records it as proposed: a recipe where one fits, else the model; questions of
 * the model are recorded as gates instead. FluxError `no_model` when neither a recipe nor a model is there.
 */
export async function proposePlan(deps: ProposeDeps): Promise<void> {
  const { log, place, model, revise, signal } = deps;
  const { goal, answers, earlier, inputs } = log.snapshot;
  const recipe = revise ? undefined : findRecipe(goal);
  if (recipe && (!model || !recipe.betterWithModel)) {
    await log.append({
      kind: 'plan.proposed',
      plan: await withSaves(withFreshIds(await recipePlan(recipe, place), earlier), place),
    });
    return;
  }
  if (!model) {
    throw new FluxError(
      'no_model',
      'This goal needs a language model and none is connected: run “Flux: Set API Key…”, or set ' +
        'flux.model.baseUrl to an OpenAI-compatible endpoint. Without one, “run the tests”, “fix the ' +
        'formatting”, “save my work”, “what changed”, “what should I do next” and “find …” work.',
    );
  }
  const planned = await planGoal(
    {
      goal,
      answers,
      revise,
      earlier,
      inputs,
      said: wordsInForce(log.snapshot),
      numbered: await onlyReads(log.snapshot.workflow, place),
    },
    { place, model, log, activity: deps.activity },
    signal,
  );
  if ('plan' in planned) {
    await log.append({ kind: 'plan.proposed', plan: await withSaves(withFreshIds(planned.plan, earlier), place) });
    return;
  }
  if ('answer' in planned) {
    // What came while the answer was being written, that one does not know of.
    const through = await log.settled(
      async () =>
        !log.snapshot.feedback.some((one) => !one.seen) &&
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

/** In a session that had other goals before, ids stay unique, so that undo knows whose work it was. */
function withFreshIds(plan: Plan, earlier: readonly EarlierGoal[] = []): Plan {
  const { steps, nameOf } = renamed(plan.steps, new Set(earlier.flatMap((goal) => goal.steps)));
  return { ...plan, steps, verify: plan.verify === undefined ? undefined : nameOf(plan.verify) };
}

/** What a person approves says beforehand what is saved for it. */
async function withSaves(plan: Plan, place: Workplace): Promise<Plan> {
  if (!plan.steps.some(({ tool }) => tool === 'run_tests')) return plan;
  const saves = await place.tests.saves?.().catch(() => undefined);
  return saves === undefined ? plan : { ...plan, saves };
}

async function recipePlan(recipe: Recipe, place: Workplace) {
  const reply =
    recipe.name === 'fix_formatting'
      ? await withChangedFiles(recipe.reply, place)
      : recipe.name === 'save_work'
        ? await withAllChanges(recipe.reply, place)
        : recipe.reply;
  const result = await validateReply(reply, place, 'recipe');
  if ('plan' in result) return result.plan;
  throw new BugError(`The recipe ${recipe.name} is not valid: ${result.problems.join(' ')}`);
}

/** Saving names what it commits, so that the approval says it and nothing that changes meanwhile slips in. */
async function withAllChanges(reply: PlanReply, place: Workplace): Promise<PlanReply> {
  const state = await place.git.state();
  if (!state)
    throw new FluxError(
      'no_repository',
      'The folder is not in a git repository, so there is nowhere to commit to. Run “git init” in it first.',
    );
  const paths = [...new Set(state.changes.map((change) => change.path))];
  if (paths.length === 0)
    throw new FluxError('nothing_to_commit', 'There is nothing to commit: the working tree is clean.');
  return withPaths(reply, paths);
}

/** Formatting names its files, so that the approval says which. */
async function withChangedFiles(reply: PlanReply, place: Workplace): Promise<PlanReply> {
  const state = await place.git.state().catch(() => undefined);
  const changed = (state?.changes ?? [])
    .filter((change) => change.kind !== 'deleted' && change.kind !== 'conflict')
    .map((change) => change.path);
  const paths = changed.length > 0 ? changed : place.editor.openFiles();
  if (paths.length === 0)
    throw new FluxError(
      'nothing_to_format',
      'There is nothing to format: git shows no changed file and no editor is open. Open the files to format, ' +
        'or name them in the goal.',
    );
  return withPaths(reply, [...new Set(paths)].slice(0, 200));
}

function withPaths(reply: PlanReply, paths: readonly string[]): PlanReply {
  return { ...reply, steps: reply.steps.map((step) => ({ ...step, input: { ...step.input, paths } })) };
}
