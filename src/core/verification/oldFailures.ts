import { isCancelled, messageOf } from '../../base/errors';
import type { SessionSnapshot, TestCounts } from '../../contracts/session';
import type { ToolResult, Verification } from '../../contracts/tool';
import type { TestFailure } from '../../contracts/tests';
import type { LogPort } from '../../contracts/ports';

/** More failures than that come from the change, or from a machine on which nothing runs. */
const mostAsked = 40;

export interface OldFailuresDeps {
  readonly session: Pick<SessionSnapshot, 'plan' | 'changedFiles'>;
  readonly ask: Verification['failedBefore'];
  /** How the tests stood before the run's first change, where that is known. */
  readonly before: TestCounts | undefined;
  readonly activity: (text: string) => void;
  readonly log: Pick<LogPort, 'info'>;
  readonly signal: AbortSignal;
}

/**
 * A test result whose failures say whether they fail at the last commit too, where nobody measured before the run's
 * changes. Earlier steps' answers are kept, so that each failure is asked for once. A run that has committed asks
 * nothing: its own changes are in the last commit.
 * @throws CancelledError
 */
export async function markOldFailures(result: ToolResult, deps: OldFailuresDeps): Promise<ToolResult> {
  const { session, ask, before, log, signal } = deps;
  const tests = result.status === 'denied' ? undefined : result.facts?.tests;
  const steps = session.plan?.steps ?? [];
  if (result.status === 'denied' || !ask || !tests || tests.failures.length === 0) return result;
  if (session.changedFiles.length === 0 || steps.some(({ commit }) => commit)) return result;

  const known = new Map((before?.failures ?? []).map((failure) => [keyOf(failure), false]));
  for (const step of steps)
    for (const failure of step.tests?.failures ?? [])
      if (failure.old !== undefined) known.set(keyOf(failure), failure.old);
  const unknown = tests.failures.filter((failure) => !known.has(keyOf(failure)));
  if (unknown.length > 0 && unknown.length <= mostAsked) {
    deps.activity('Checking whether the failing tests fail at the last commit too');
    const earlier = await ask(unknown, signal).catch((error: unknown) => {
      if (isCancelled(error)) throw error;
      log.info(`Whether the failing tests fail at the last commit too is not known: ${messageOf(error)}`);
      return undefined;
    });
    const unsure = new Set(earlier?.unsure.map(keyOf));
    const old = new Set(earlier?.old.map(keyOf));
    for (const key of earlier ? unknown.map(keyOf) : []) if (!unsure.has(key)) known.set(key, old.has(key));
  }
  const failures = tests.failures.map((failure) => {
    const old = before?.failures.some((one) => keyOf(one) === keyOf(failure)) ? undefined : known.get(keyOf(failure));
    return old === undefined ? failure : { ...failure, old };
  });
  return { ...result, facts: { ...result.facts, tests: { ...tests, failures } } };
}

function keyOf({ name, file }: Pick<TestFailure, 'name' | 'file'>): string {
  return `${file}\n${name}`;
}
