import type { Intent } from '../../contracts/intent';
import type { Effect } from '../../contracts/plan';
import type { StepToClassify } from './classifyStep';
import type { Tally } from './tally';

/** What a file's path tells of a step that writes it. */
const pathRows: readonly [RegExp, Intent, number][] = [
  [/(?:^|\/)(?:change ?log|changes|history|release[-_ ]?notes?|releases)[^/]*$/i, 'summarize', 2],
  [/(?:^|\/)(?:i18n|l10n|locales?|lang|translations)\//i, 'enrich', 1],
  [/(?:^|\/)(?:migrations?|migrate)\//i, 'generate', 0.8],
];
const checks: ReadonlySet<string> = new Set(['tests_pass', 'tests_fail', 'exit_code', 'output_matches']);

/** What a step's input, its expectations and its marks tell. */
export function hearInput({ input, expect, decisionPoint }: StepToClassify, effect: Effect, tally: Tally): void {
  const path = input?.['path'];
  if (effect === 'write' && typeof path === 'string')
    for (const [pattern, intent, weight] of pathRows)
      if (pattern.test(path.slice(-200))) tally.speak(intent, weight, 'its file tells');
  if (effect === 'execute' && Array.isArray(expect) && expect.some((each) => checks.has(each?.kind)))
    tally.speak('validate', 1, 'it expects a result');
  if (decisionPoint === true) tally.speak('conditional', effect === 'write' ? 1 : 2.5, 'a decision follows');
}
