import { oneLine } from '../../base/fenced';
import { ellipsis, plural } from '../../base/text';
import type { TestCase } from '../../contracts/tests';
import type { Finding } from '../../contracts/watch';
import type { Standing } from './testStandings';

/** A finding for each file with failing tests. */
export function failingTests(failing: readonly Standing[]): Finding[] {
  return [...Map.groupBy(failing, ({ test }) => test.file ?? '')].map(([file, own]) => {
    const names = own.map(({ test }) => test.name).sort();
    const isNew = own.some(({ isOld }) => !isOld);
    const by = [...new Set(own.flatMap(({ broke }) => broke?.by ?? []))].filter((path) => path !== file);
    const where = file === '' ? '' : ` in ${file}`;
    const tests = own.map(({ test }) => test);
    const [first] = tests;
    return {
      kind: 'failing_tests',
      key: file,
      cause: names.join('\n'),
      title:
        tests.length === 1 ? `“${ellipsis(names[0] ?? '', 60)}” fails` : `${plural(tests.length, 'test')} fail${where}`,
      detail: [whyOf(first, 300), sinceText(isNew, by)].filter(Boolean).join('\n'),
      goal: `${goalOf(tests, where)}${by.length === 0 ? '' : ` It began when ${by.slice(0, 5).join(', ')} changed.`}`,
      paths: [...(file === '' ? [] : [file]), ...by],
      places: tests.flatMap(({ file: path, line }) =>
        path !== undefined && line !== undefined ? [{ path, line }] : [],
      ),
      sure: isNew ? 0.95 : 0.7,
      useful: 0.85,
    };
  });
}

function goalOf(tests: readonly TestCase[], where: string): string {
  const [first] = tests;
  if (tests.length === 1) {
    const line = first?.line === undefined ? '' : `:${first.line}`;
    const why = whyOf(first, 400);
    return `Fix the failing test “${first?.name ?? ''}”${where}${line}${why ? `: ${why}` : ''}.`;
  }
  const told = tests.slice(0, 5).map((test) => `“${ellipsis(test.name, 100)}” (${whyOf(test, 120)})`);
  return `Fix the ${tests.length} failing tests${where}: ${told.join('; ')}.`;
}

function whyOf(test: TestCase | undefined, length: number): string {
  return ellipsis(oneLine(test?.message ?? '').replace(/\.$/, ''), length);
}

function sinceText(isNew: boolean, by: readonly string[]): string {
  if (!isNew) return 'Not known whether it failed before.';
  return by.length > 0 ? `Since ${ellipsis(by.join(', '), 200)} changed.` : '';
}
