import type { TestFailure } from '../../contracts/tests';

/** What a report or an output says about a run. */
export interface TestResults {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly TestFailure[];
}

/** Whether nothing at all was run, so that a result has to be looked for elsewhere. */
export function isEmpty({ passed, failed, skipped }: TestResults): boolean {
  return passed + failed + skipped === 0;
}
