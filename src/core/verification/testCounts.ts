import type { TestCounts } from '../../contracts/session';
import type { TestReport } from '../../contracts/tests';
import { cutMiddle } from '../../base/text';

/** A test report without its output, small enough for the session's record. */
export function countsOf(report: TestReport): TestCounts {
  const { command, passed, failed, skipped, failures } = report;
  return {
    command,
    passed,
    failed,
    skipped,
    failures: failures.slice(0, 50).map((failure) => ({ ...failure, message: cutMiddle(failure.message, 800) })),
  };
}
