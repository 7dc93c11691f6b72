import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Intent } from '../../../../src/contracts/intent';
import type { StepToClassify } from '../../../../src/core/intents/classifyStep';

/** A step, and what it is for by the rules of `fixtures/README.md`. */
export interface LabelledStep extends StepToClassify {
  readonly label: Intent;
}

const seed = 20261128;
const file = 'test/unit/core/intents/fixtures/labelledSteps.json';

/** The labelled steps, shuffled: patterns may be tuned on the first half, the other half measures them. */
export function labelledSteps(): { readonly tuned: readonly LabelledStep[]; readonly aside: readonly LabelledStep[] } {
  const root = process.env['FLUX_REPO_ROOT'] ?? process.cwd();
  const steps = shuffled(JSON.parse(readFileSync(join(root, file), 'utf8')) as LabelledStep[]);
  return { tuned: steps.slice(0, steps.length / 2), aside: steps.slice(steps.length / 2) };
}

/** Fisher and Yates's shuffle, by a small generator of the fixed seed (mulberry32). */
function shuffled<T>(list: readonly T[]): T[] {
  const result = [...list];
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1));
    [result[at], result[other]] = [result[other]!, result[at]!];
  }
  return result;
}
