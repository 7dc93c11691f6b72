import type { TestFailure } from '../../contracts/tests';
import type { TestResults } from './testResults';

/** The number before or after a word in one line, e.g. `2 passed`; 0 when it is not there. */
export function numberIn(line: string, pattern: RegExp): number {
  return Number(pattern.exec(line)?.[1] ?? 0);
}

/** The parts of an output under headings of a kind, each heading once. */
export function headed(output: string, heading: RegExp): { title: string; words: string }[] {
  const [, ...parts] = output.split(heading);
  const byTitle = new Map<string, string>();
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const title = (parts[at] ?? '').trim();
    if (!byTitle.has(title)) byTitle.set(title, parts[at + 1] ?? '');
  }
  return [...byTitle].map(([title, words]) => ({ title, words }));
}

/** Counts of a summary line of jest or vitest. Files that could not be run are failures that it does not count. */
export function countsIn(line: string, failures: readonly TestFailure[]): Omit<TestResults, 'failures'> {
  const number = (word: string) => numberIn(line, new RegExp(`(\\d+) ${word}`));
  return {
    passed: number('passed'),
    failed: Math.max(number('failed'), failures.length),
    skipped: number('skipped') + number('pending') + number('todo'),
  };
}
