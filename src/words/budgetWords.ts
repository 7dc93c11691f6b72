import type { SessionBudget } from '../contracts/budget';
import type { SessionSnapshot, StepSnapshot } from '../contracts/session';
import { formatCost, formatTokens } from '../base/text';

/** What a session has spent of its present goal's limits: `4.0k of 400k tokens · $0.02 of $1.00`. */
export function spentWords({ tokens, cost, budget }: Pick<SessionSnapshot, 'tokens' | 'cost' | 'budget'>): string {
  const used = budget && budget.maxTokens > 0 ? budget.usedTokens : tokens.prompt + tokens.completion;
  const of = budget && budget.maxTokens > 0 ? ` of ${formatTokens(budget.maxTokens)}` : '';
  const spent = budget && budget.maxCostUsd > 0 ? budget.usedCostUsd : cost;
  const ofCost = budget && budget.maxCostUsd > 0 ? ` of ${formatCost(budget.maxCostUsd)}` : '';
  return `${formatTokens(used)}${of} tokens${spent === undefined ? '' : ` · ${formatCost(spent)}${ofCost}`}`;
}

/** Before the approval: what the steps that still need the model will take, as far as that is known. */
export function estimateWords({ plan, budget }: Pick<SessionSnapshot, 'plan' | 'budget'>): string | undefined {
  if (!plan || !budget) return undefined;
  const late = plan.steps.filter((step) => step.late && step.status !== 'skipped');
  const tokens = late.reduce((sum, { id }) => sum + (budget.steps[id]?.estimate ?? 0), 0);
  return tokens > 0 ? `about ${formatTokens(tokens)} more to run` : undefined;
}

/** What a step may take and has taken, and how hard it is. */
export function stepBudgetWords({ id }: Pick<StepSnapshot, 'id'>, budget: SessionBudget | undefined): string[] {
  const step = budget?.steps[id];
  if (!step) return [];
  const { complexity } = step;
  const over = isOverBudget(id, budget) ? ', over its share' : '';
  const words =
    step.used > 0
      ? `${formatTokens(step.used)} of ${formatTokens(step.allotted)} tokens${over}`
      : `${formatTokens(step.allotted)} tokens`;
  const reasons = complexity?.reasons.length ? `: ${complexity.reasons.join(', ')}` : '';
  return [
    `Share: ${words} (${step.intent})`,
    ...(complexity ? [`Complexity ${complexity.score} of 10${reasons}`] : []),
  ];
}

/** Whether a step has passed its share by more than is tolerated. */
function isOverBudget(id: string, budget: SessionBudget | undefined): boolean {
  const step = budget?.steps[id];
  return step !== undefined && step.used > step.allotted * (1 + (budget?.overage ?? 0));
}
