import type { Effect } from '../contracts/plan';

/** What a step may do at most, in one word. */
export function effectWord(effect: Effect): string {
  return effect === 'read' ? 'reads' : effect === 'write' ? 'writes' : 'runs';
}
