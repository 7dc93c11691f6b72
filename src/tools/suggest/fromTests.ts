import { plural } from '../../base/text';
import type { TestCounts } from '../../contracts/session';
import { quote, quotePath, scoreForCount, scores, type Suggestion } from './suggestion';

/** Goals from how the tests went last: a goal for each file of failing tests, and one for what names no file. */
export function suggestFromTests(tests: TestCounts | undefined): Suggestion[] {
  if (!tests || tests.failed === 0) return [];
  const byFile = Map.groupBy(tests.failures, ({ file }) => file ?? '');
  const suggestions = [...byFile].map(([file, failures]): Suggestion => {
    const [first] = failures as [(typeof failures)[number]];
    const where = failures
      .filter(({ file: path }) => path !== undefined)
      .map(({ file: path, line }) => `${quotePath(path ?? '')}${line === undefined ? '' : `:${line}`}`);
    const message = quote(first.message);
    const score = scores.failingTest + scoreForCount(failures.length);
    if (failures.length === 1)
      return {
        kind: 'failingTest',
        goal: `Make the failing test “${quote(first.name)}” pass`,
        why: `It failed last${message ? `: ${message}` : ''}.`.replace(/\.\.$/, '.'),
        where,
        score,
      };
    return {
      kind: 'failingTest',
      goal: `Make the ${failures.length} failing tests${file ? ` in ${quotePath(file)}` : ''} pass`,
      why: `They failed last; the first, “${quote(first.name)}”${message ? `: ${message}` : ''}.`.replace(/\.\.$/, '.'),
      where,
      score,
    };
  });
  if (suggestions.length > 0) return suggestions;
  return [
    {
      kind: 'failingTest',
      goal: `Make the ${plural(tests.failed, 'failing test')} pass`,
      why: `“${quote(tests.command)}” ended with ${tests.failed} failed and ${tests.passed} passed.`,
      where: [],
      score: scores.failingTest + scoreForCount(tests.failed),
    },
  ];
}
