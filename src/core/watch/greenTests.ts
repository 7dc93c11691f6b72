import type { QuietTestsPort, TestsPort } from '../../contracts/tests';

type WatchedTests = Pick<TestsPort, 'describe'> & QuietTestsPort;

/** Tests that run quietly, with a note of when they last passed. */
export interface GreenTests {
  readonly tests: WatchedTests;
  /** In milliseconds since the epoch; undefined where the last run failed, or none was. */
  at(): number | undefined;
}

/** @param passed called whenever a run has passed */
export function createGreenTests(
  tests: WatchedTests,
  { now, passed }: { readonly now: () => number; readonly passed: () => void },
): GreenTests {
  let at: number | undefined;
  return {
    at: () => at,
    tests: {
      describe: (request) => tests.describe(request),
      async runQuietly(request, signal) {
        const begun = now();
        const report = await tests.runQuietly(request, signal);
        // What was saved meanwhile is not vouched for.
        at = report.exitCode === 0 && report.failed === 0 && report.passed > 0 ? begun : undefined;
        if (at !== undefined) passed();
        return report;
      },
    },
  };
}
