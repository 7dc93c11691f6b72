import type { TestCase, TestFailure } from '../../contracts/tests';

/** What a report or an output says about a run. */
export interface TestResults {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly TestFailure[];
  /** Every test, where the report names each. */
  readonly cases?: readonly TestCase[];
}

/** Whether nothing at all was run, so that a result has to be looked for elsewhere. */
export function isEmpty({ passed, failed, skipped }: TestResults): boolean {
  return passed + failed + skipped === 0;
}

/** Counts tests that are told one by one. */
export function resultsOf(cases: readonly TestCase[]): TestResults {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { status } of cases) counts[status]++;
  const failures = cases
    .filter(({ status }) => status === 'failed')
    .map(({ name, file, line, message = '' }): TestFailure => ({
      name,
      ...(file !== undefined && { file }),
      ...(line !== undefined && { line }),
      message,
    }));
  return { ...counts, failures, cases };
}
