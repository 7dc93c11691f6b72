import { sum } from '../../base/sum';
import type { SessionBudget } from '../../contracts/budget';
import type { SettingsPort } from '../../contracts/settings';
import { estimateTokens } from '../../base/text';
import { baselineOf } from '../budget/budgetSettings';
import type { GuessedStep } from './classifyRest';
import { intentPrompt } from './intentPrompt';

/** Tokens of an answer about one step. */
const answerTokens = 50;
/** Of what is left of the limit, asking may take so much. */
const mostPart = 0.05;
/** Where so many times of what the steps need is left, a wrong share takes nothing from any other. */
const plenty = 4;

/** What the answer depends on besides the steps. `needs`: tokens that all steps together need. */
interface WorthFacts {
  readonly budget: SessionBudget;
  readonly settings: SettingsPort;
  readonly needs: number;
}

/**
 * Whether asking the model what steps are for costs fewer tokens than would be shared wrongly without it: what each
 * other intent would take more or less, by how likely it is. Without a limit, or where it leaves plenty, nothing is at
 * stake.
 * @param batches the steps that it would be asked about, those of one call together
 * @param unsure all that the answers are for
 */
export function isWorthAsking(
  batches: readonly (readonly GuessedStep[])[],
  unsure: readonly GuessedStep[],
  { budget, settings, needs }: WorthFacts,
): boolean {
  if (budget.maxTokens <= 0 || budget.finished) return false;
  const cost = sum(batches.map(costOf));
  const stake = sum(unsure.map((one) => stakeOf(one, settings)));
  const left = budget.maxTokens - budget.usedTokens;
  return left < plenty * needs && cost < stake && cost <= mostPart * left;
}

function costOf(batch: readonly GuessedStep[]): number {
  const messages = intentPrompt(batch.map(({ step }) => step));
  return sum(messages.map(({ content }) => estimateTokens(content))) + answerTokens * batch.length;
}

/** By how much its share will be wrong, as far as the guess knows how likely it is to be for something else. */
function stakeOf({ guess }: GuessedStep, settings: SettingsPort): number {
  const usual = baselineOf(guess.intent, settings);
  return sum(
    guess.alternatives.map(({ intent, confidence }) => confidence * Math.abs(usual - baselineOf(intent, settings))),
  );
}
