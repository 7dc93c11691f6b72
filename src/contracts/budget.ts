import type { Intent } from './intent';

/** How a run's tokens are shared among its steps. */
export const budgetStrategies = ['equal', 'proportional', 'adaptive', 'priority'] as const;

export type BudgetStrategy = (typeof budgetStrategies)[number];

/** What a step may take, and has taken, in tokens. */
export interface StepBudget {
  readonly intent: Intent;
  readonly allotted: number;
  readonly used: number;
  /** Tokens that it will take as far as is known, prompt and answer; left out: it needs no model. */
  readonly estimate?: number;
  /** How hard it is, from 0 to 10, and why; left out: it was not worked out. */
  readonly complexity?: { readonly score: number; readonly reasons: readonly string[] };
}

/** More for a run that has reached its limit. */
export interface BudgetRaise {
  readonly tokens?: number;
  /** In US dollars. */
  readonly costUsd?: number;
}

/** What a session's present goal may take, and has taken. 0 is no limit. */
export interface SessionBudget {
  readonly maxTokens: number;
  readonly maxCostUsd: number;
  readonly usedTokens: number;
  readonly usedCostUsd: number;
  readonly strategy: BudgetStrategy;
  /** By how much a step may pass its share before that counts, as a part of it. */
  readonly overage?: number;
  readonly steps: Readonly<Record<string, StepBudget>>;
  /** The person chose to end with what is there: nothing is asked of the model any more. */
  readonly finished?: boolean;
}
