import { intents, type Classified, type Intent } from '../../contracts/intent';

/** Weights that speak for intents, and the strongest reason for each. */
export interface Tally {
  /** Adds weight, unless the step's tool cannot do such a thing. */
  speak(intent: Intent | undefined, weight: number, reason: string): void;
  result(): Classified;
}

interface Score {
  readonly intent: Intent;
  weight: number;
  strongest: number;
  reason: string;
}

const source = 'pattern';
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
  const scores: Score[] = [];
  return {
    speak(intent, weight, reason) {
      if (intent === undefined || (possible && !possible.includes(intent))) return;
      const score = scores.find((one) => one.intent === intent);
      if (!score) scores.push({ intent, weight, strongest: weight, reason });
      else {
        score.weight += weight;
        if (weight > score.strongest) [score.strongest, score.reason] = [weight, reason];
      }
    },
    result() {
      const [first, ...others] = scores.sort((a, b) => b.weight - a.weight);
      if (!first)
        return {
          intent: possible?.[0] ?? intents[0],
          confidence: 0,
          alternatives: [],
          reason: 'nothing tells',
          source,
        };
      const powers = others.map(({ weight }) => weight ** sharpness);
      const top = first.weight ** sharpness;
      const confidence = Math.min(mostSure, top / (top + (powers[0] ?? 0) + doubt));
      const each = (1 - confidence) / (powers.reduce((sum, power) => sum + power, 0) + doubt);
      return {
        intent: first.intent,
        confidence: round(confidence),
        alternatives: others.flatMap(({ intent }, at) => {
          const likely = each * (powers[at] ?? 0);
          return likely >= leastTold ? [{ intent, confidence: round(likely) }] : [];
        }),
        reason: first.reason,
        source,
      };
    },
  };
}

function round(confidence: number): number {
  return Math.round(confidence * 100) / 100;
}
