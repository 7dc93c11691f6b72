import { sum } from '../../base/sum';
import type { BudgetStrategy } from '../../contracts/budget';

/** A step that is to get its share. */
export interface Claimant {
  readonly id: string;
  /** Tokens that such steps take, before complexity. */
  readonly baseline: number;
  /** 0–10. */
  readonly complexity: number;
  /** 0 (low) to 3 (critical). */
  readonly urgency: number;
  /** How many steps wait for it. */
  readonly waiting: number;
  /** Tokens that such steps have taken in this workspace, in any order. */
  readonly history?: readonly number[];
}

/** A step of this complexity takes its baseline; each point more or less, a fifth of it. */
const usualComplexity = 2.5;
const perPoint = 0.2;
const leastFactor = 0.5;
/** The baseline weighs as much as so many steps of the workspace's own. */
const priorSteps = 4;
/** What took more than so many times what was wanted counts as that. */
const mostTimes = 8;
/** A step is to suffice for three of four of its kind. */
const quantile = 0.75;

/**
 * Shares tokens among steps. `left`: what there is; undefined: no limit, so that each gets what it wants. No strategy
 * gives out more than there is, nor less than nothing; without a limit, only `equal` shares at all.
 */
export function allot(
  claimants: readonly Claimant[],
  left: number | undefined,
  strategy: BudgetStrategy,
): Map<string, number> {
  const wants = claimants.map((claimant) => wantOf(claimant, strategy));
  const all = sum(wants);
  if (strategy === 'equal') {
    const total = left === undefined ? all : Math.max(0, left);
    return shared(claimants, () => total / claimants.length);
  }
  if (left === undefined || all <= left) return shared(claimants, (_, at) => wants[at] ?? 0);
  if (strategy === 'priority') {
    const shares = byWeight(claimants.map(weightOf), wants, Math.max(0, left));
    return shared(claimants, (_, at) => shares[at] ?? 0);
  }
  const scale = Math.max(0, left) / all;
  return shared(claimants, (_, at) => (wants[at] ?? 0) * scale);
}

function shared(claimants: readonly Claimant[], share: (claimant: Claimant, at: number) => number) {
  return new Map(claimants.map((claimant, at) => [claimant.id, Math.floor(share(claimant, at))]));
}

/** What a step wants: its baseline by its complexity; `adaptive`: drawn to what such steps took. */
function wantOf({ baseline, complexity, history = [] }: Claimant, strategy: BudgetStrategy): number {
  const want = baseline * Math.max(leastFactor, 1 + perPoint * (complexity - usualComplexity));
  if (strategy !== 'adaptive') return want;
  // One step that went astray says little about the next.
  const taken = history
    .filter((tokens) => Number.isFinite(tokens) && tokens > 0)
    .map((tokens) => Math.min(tokens, mostTimes * want))
    .sort((a, b) => a - b);
  const typical = taken[Math.floor(quantile * (taken.length - 1))] ?? 0;
  return (want * priorSteps + typical * taken.length) / (priorSteps + taken.length);
}

/** More for what is urgent, and for what others wait for. */
function weightOf({ urgency, waiting }: Claimant): number {
  return 1 + Math.min(3, Math.max(0, urgency)) / 2 + Math.log2(1 + Math.max(0, waiting));
}

/** By weight and want; nobody gets more than it wants, and what that leaves goes to the others. */
function byWeight(weights: readonly number[], wants: readonly number[], left: number): number[] {
  const shares = wants.map(() => 0);
  let open = wants.map((_, at) => at);
  let rest = left;
  while (open.length > 0 && rest > 0) {
    const total = sum(open.map((at) => (weights[at] ?? 0) * (wants[at] ?? 0)));
    if (total === 0) break;
    const full = open.filter((at) => (rest * (weights[at] ?? 0)) / total >= 1);
    if (full.length === 0) {
      for (const at of open) shares[at] = (rest * (weights[at] ?? 0) * (wants[at] ?? 0)) / total;
      break;
    }
    for (const at of full) shares[at] = wants[at] ?? 0;
    rest -= sum(full.map((at) => wants[at] ?? 0));
    open = open.filter((at) => !full.includes(at));
  }
  return shares;
}
