import { intents, type Classified, type Intent } from '../../contracts/intent';

/** Weights that speak for intents, and the strongest reason for each. */
export interface Tally {
  /** Adds weight, unless the step's tool cannot do such a thing. */
  speak(intent: Intent | undefined, weight: number, reason: string): void;
  result(): Omit<Classified, 'source'>;
}

interface Score {
  weight: number;
  strongest: number;
  reason: string;
}

/** What keeps little evidence from being sure. */
const doubt = 0.3;
/** How much more a little more weight counts. */
const sharpness = 2.4;
/** The most that patterns are sure of. */
const mostSure = 0.97;
/** Others that are less likely are not worth telling. */
const leastTold = 0.05;

/** @param possible what the step's tool can do; left out: anything */
export function createTally(possible?: readonly Intent[]): Tally {
  const scores = new Map<Intent, Score>();
  return {
    speak(intent, weight, reason) {
      if (intent === undefined || (possible && !possible.includes(intent))) return;
      const score = scores.get(intent) ?? { weight: 0, strongest: 0, reason };
      score.weight += weight;
      if (weight > score.strongest) [score.strongest, score.reason] = [weight, reason];
      scores.set(intent, score);
    },
    result() {
      const [first, ...others] = [...scores].sort(([, a], [, b]) => b.weight - a.weight);
      if (!first)
        return { intent: possible?.[0] ?? intents[0], confidence: 0, alternatives: [], reason: 'nothing tells' };
      const powers = [first, ...others].map(([, { weight }]) => weight ** sharpness);
      const [top = 0, second = 0] = powers;
      const confidence = Math.min(mostSure, top / (top + second + doubt));
      const rest = powers.slice(1).reduce((sum, power) => sum + power, 0) + doubt;
      return {
        intent: first[0],
        confidence: round(confidence),
        alternatives: others
          .map(([intent, { weight }]) => ({
            intent,
            confidence: round(((1 - confidence) * weight ** sharpness) / rest),
          }))
          .filter((other) => other.confidence >= leastTold),
        reason: first[1].reason,
      };
    },
  };
}

function round(confidence: number): number {
  return Math.round(confidence * 100) / 100;
}
