import type { SessionSnapshot, StepSnapshot, TestCounts } from '../../contracts/session';

/**
 * What is known of the tests after a run: what the newest run of all of them said, or the one before its first change,
 * with what later runs of some files said of these.
 */
export function newestTests({
  plan,
  testsBefore,
}: Pick<SessionSnapshot, 'plan' | 'testsBefore'>): TestCounts | undefined {
  const runs = (plan?.steps ?? [])
    .filter((step) => step.tests !== undefined)
    .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));
  const whole = runs.findLastIndex(({ input }) => Object.keys(input ?? {}).length === 0);
  const known = runs[whole]?.tests ?? testsBefore;
  return known && runs.slice(whole + 1).reduce(withRun, known);
}

/** Counts after a run of some files; one that was chosen otherwise does not tell which tests it ran. */
function withRun(known: TestCounts, { input, tests }: StepSnapshot): TestCounts {
  const { files, ...others } = input as { files?: unknown };
  if (!tests || !Array.isArray(files) || Object.keys(others).length > 0) return known;
  const kept = known.failures.filter(({ file }) => file === undefined || !files.includes(file));
  const gone = known.failures.length - kept.length;
  return {
    ...known,
    passed: known.passed + gone - tests.failed,
    failed: known.failed - gone + tests.failed,
    failures: [...kept, ...tests.failures],
  };
}
