import type { SessionBudget } from '../../contracts/budget';
import type { Intent } from '../../contracts/intent';
import type { SettingsPort } from '../../contracts/settings';
import { intentTable } from '../intents/intentTable';

/** Tokens that a step of an intent takes before its complexity counts. */
export function baselineOf(intent: Intent, settings: SettingsPort): number {
  return atLeast0(settings(intentTable[intent].baseline));
}

/** The limits of a run that begins now. */
export function limitsNow(
  settings: SettingsPort,
): Pick<SessionBudget, 'maxTokens' | 'maxCostUsd' | 'strategy' | 'overage'> {
  return {
    maxTokens: Math.floor(atLeast0(settings('budget.maxTokensPerRun'))),
    maxCostUsd: atLeast0(settings('budget.maxCostPerRun')),
    strategy: settings('budget.strategy'),
    overage: atLeast0(settings('budget.overageThreshold')),
  };
}

/** What is no number, or less than nothing, is no limit. */
function atLeast0(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0;
}
