import { plural } from '../base/text';
import type { SessionSnapshot, StepSnapshot, TestCounts } from '../contracts/session';

type Ended = Pick<SessionSnapshot, 'state' | 'report' | 'plan'>;

/** The tests that a session failed by; undefined where it failed by something else, or not at all. */
export function failedTests({ state, report }: Ended): TestCounts | undefined {
  return state === 'failed' && report?.testsAfter?.failed ? report.testsAfter : undefined;
}

/** `1 of 9 tests failed.` */
export function failedTestsText({ passed, failed }: TestCounts): string {
  return `${failed} of ${plural(passed + failed, 'test')} failed.`;
}

/** The goal that follows failed tests, as a button says it. */
export function fixTestsGoal({ failed }: TestCounts): string {
  return failed === 1 ? 'Fix the failing test' : 'Fix the failing tests';
}

/** The one step of a plan that only looks something up: what it found is the answer to the goal. */
export function answeringStep({ plan }: Ended): StepSnapshot | undefined {
  const [only, ...others] = plan?.steps ?? [];
  return others.length === 0 && only?.effect === 'read' && only.status === 'done' ? only : undefined;
}

/** `3 suggestions. Select one to start it.` */
export function suggestionsText(count: number): string {
  return `${plural(count, 'suggestion')}. Select ${count === 1 ? 'it' : 'one'} to start it.`;
}
