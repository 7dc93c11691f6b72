import type { Effect } from '../contracts/plan';

const words: Readonly<Record<Effect, string>> = { read: 'reads', write: 'writes', execute: 'runs' };

/** What a step may do at most, in one word. */
export function effectWord(effect: Effect): string {
  return words[effect];
}
