import type { SessionBudget } from '../../contracts/budget';
import type { SessionEvent } from '../../contracts/events';
import type { SessionSnapshot } from '../../contracts/session';

type Of<K extends SessionEvent['kind']> = SessionEvent & { readonly kind: K };

export function budgetSet(s: SessionSnapshot, e: Of<'budget.set'>): SessionSnapshot {
  const { maxTokens, maxCostUsd, strategy, overage } = e;
  const before = s.budget ?? { usedTokens: 0, usedCostUsd: 0, steps: {} };
  return { ...s, budget: { ...before, maxTokens, maxCostUsd, strategy, overage } };
}

/** What steps are allotted now; what they have used stays. */
export function budgetAllotted(s: SessionSnapshot, e: Of<'budget.allotted'>): SessionSnapshot {
  return withBudget(s, (budget) => {
    const steps = { ...budget.steps };
    for (const [id, allotted] of Object.entries(e.steps))
      steps[id] = { ...allotted, used: budget.steps[id]?.used ?? 0 };
    return { ...budget, steps };
  });
}

/** A limit that there is grows; where there is none, there is nothing to raise. */
export function budgetRaised(s: SessionSnapshot, e: Of<'budget.raised'>): SessionSnapshot {
  return withBudget(s, ({ finished: _finished, ...budget }) => ({
    ...budget,
    maxTokens: budget.maxTokens && budget.maxTokens + (e.tokens ?? 0),
    maxCostUsd: budget.maxCostUsd && budget.maxCostUsd + (e.costUsd ?? 0),
  }));
}

export function budgetFinished(s: SessionSnapshot): SessionSnapshot {
  return withBudget(s, (budget) => ({ ...budget, finished: true }));
}

/** The budget after a call to the model. */
export function charged(budget: SessionBudget, { usage, costUsd = 0, step }: Of<'model.called'>): SessionBudget {
  const tokens = usage.prompt + usage.completion;
  const known = step === undefined ? undefined : budget.steps[step];
  return {
    ...budget,
    usedTokens: budget.usedTokens + tokens,
    usedCostUsd: budget.usedCostUsd + costUsd,
    ...(step !== undefined && known && { steps: { ...budget.steps, [step]: { ...known, used: known.used + tokens } } }),
  };
}

function withBudget(s: SessionSnapshot, change: (budget: SessionBudget) => SessionBudget): SessionSnapshot {
  return s.budget ? { ...s, budget: change(s.budget) } : s;
}
