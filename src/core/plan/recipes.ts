import type { PlanReply } from '../../contracts/plan';
import type { AnyTool, Recipe } from '../../contracts/tool';

const longestGoal = 300;

/** A tool's recipe for a goal. */
export interface FoundRecipe {
  readonly recipe: Recipe;
  readonly reply: PlanReply;
  /** Whether a model, where there is one, would plan this better. */
  readonly betterWithModel: boolean;
}

/** The recipe that fits the whole goal, if a tool brings one. */
export function findRecipe(goal: string, tools: readonly AnyTool[]): FoundRecipe | undefined {
  if (goal.length > longestGoal) return undefined;
  const words = goal.replace(/\s+/g, ' ').trim();
  for (const { name, recipe, verifies } of tools) {
    const plan = recipe?.plan(words);
    if (!recipe || !plan) continue;
    const step = { ...plan.step, tool: name };
    return {
      recipe,
      reply: { summary: plan.summary, steps: [step], questions: [], ...(verifies && { verify: step.id }) },
      betterWithModel: plan.betterWithModel === true,
    };
  }
  return undefined;
}

/** The recipe's plan for what is there now. FluxError where there is nothing to act on. */
export async function completeRecipe({ recipe, reply }: FoundRecipe): Promise<PlanReply> {
  if (!recipe.complete) return reply;
  const steps = reply.steps.map(async (step) => ({ ...step, input: await recipe.complete!(step.input ?? {}) }));
  return { ...reply, steps: await Promise.all(steps) };
}
