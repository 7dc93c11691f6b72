import type { TestReport } from '../../contracts/tests';

/** What several runs came to, one after the other; undefined where there were none. */
export function joinReports([first, ...others]: readonly TestReport[]): TestReport | undefined {
  if (!first || others.length === 0) return first;
  return others.reduce(join, first);
}

function join(one: TestReport, two: TestReport): TestReport {
  return {
    command: `${one.command}; ${two.command}`,
    framework: one.framework,
    exitCode: one.exitCode || two.exitCode,
    durationMs: one.durationMs + two.durationMs,
    passed: one.passed + two.passed,
    failed: one.failed + two.failed,
    skipped: one.skipped + two.skipped,
    failures: [...one.failures, ...two.failures],
    cases: [...casesOf(one), ...casesOf(two)],
    output: `${one.output}\n${two.output}`,
    ...((one.saved ?? two.saved) && { saved: [...new Set([...(one.saved ?? []), ...(two.saved ?? [])])] }),
  };
}

/** A runner that tells no tests by name tells its failures. */
function casesOf({ cases = [], failures }: TestReport): NonNullable<TestReport['cases']> {
  return cases.length > 0 ? cases : failures.map((failure) => ({ ...failure, status: 'failed' }));
}
