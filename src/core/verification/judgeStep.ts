import type { Expectation } from '../../contracts/plan';
import type { JudgedExpectation, TestCounts } from '../../contracts/session';
import type { ToolResult } from '../../contracts/tool';

/** What judging needs to know of the workspace. */
export interface JudgeFacts {
  readonly exists: (path: string) => Promise<boolean>;
  /** Errors that the editor shows now in these files and did not show before the step. */
  readonly newErrors: () => readonly string[];
  /** How the tests stood before the run's first change, where that is known. */
  readonly testsBefore?: TestCounts;
  /** Reasons of failures in which the call did its work: an expectation may say that they were meant. */
  readonly outcomes?: readonly string[];
}

/**
 * Holds a result against the step's expectations. With expectations, they decide: a step that is meant to fail succeeds
 * by failing, and one that went through but did not bring what was expected has failed.
 */
export async function judgeStep(
  result: ToolResult,
  expectations: readonly Expectation[],
  facts: JudgeFacts,
): Promise<{ result: ToolResult; judged: JudgedExpectation[] }> {
  if (result.status === 'denied' || expectations.length === 0) return { result, judged: [] };
  if (result.status === 'failed' && !facts.outcomes?.includes(result.reason)) return { result, judged: [] };

  const judged = await Promise.all(expectations.map((expectation) => judgeOne(result, expectation, facts)));
  const broken = judged.filter((one) => !one.held);
  if (broken.length === 0) {
    if (result.status === 'done') return { result, judged };
    const known = expectations.some((one) => one.kind === 'no_new_errors')
      ? `The failing tests already failed ${oldText(result.facts?.tests)}.\n`
      : '';
    return {
      result: { status: 'done', message: known + result.message, files: result.files, facts: result.facts },
      judged,
    };
  }
  if (result.status === 'failed') return { result, judged };
  const unmet = broken.map((one) => `Expected that ${one.text}, but that is not the case.`).join(' ');
  const message = `${unmet}\n${result.message}`;
  return {
    result: {
      status: 'failed',
      reason: 'expectation',
      message,
      retryable: false,
      files: result.files,
      facts: result.facts,
    },
    judged,
  };
}

/** Since when failing tests that are not new have failed. */
export function oldText(tests: Pick<TestCounts, 'failures'> | undefined): string {
  return tests?.failures.some(({ old }) => old) ? 'at the last commit' : 'before this run';
}

async function judgeOne(result: ToolResult, expectation: Expectation, facts: JudgeFacts): Promise<JudgedExpectation> {
  const toolFacts = result.status === 'denied' ? undefined : result.facts;
  const files = result.status === 'denied' ? [] : (result.files ?? []);
  const text =
    expectation.kind === 'no_new_errors' && !toolFacts?.tests
      ? 'the editor shows no new errors'
      : expectationText(expectation);
  const judged = (held: boolean): JudgedExpectation => ({ kind: expectation.kind, text, held });
  switch (expectation.kind) {
    case 'tests_pass':
      return judged(toolFacts?.tests !== undefined && toolFacts.tests.exitCode === 0 && toolFacts.tests.failed === 0);
    case 'tests_fail':
      return judged(toolFacts?.tests !== undefined && toolFacts.tests.failed > 0);
    case 'exit_code': {
      const code = toolFacts?.exitCode;
      if (code === undefined) return judged(false);
      if (expectation.not !== undefined) return judged(code !== expectation.not);
      return judged(code === (expectation.equals ?? 0));
    }
    case 'file_exists':
      return judged(await facts.exists(expectation.path));
    case 'changed':
      return judged(expectation.path ? files.includes(expectation.path) : files.length > 0);
    case 'output_matches':
      return judged(matches(expectation.pattern, toolFacts?.output ?? result.message));
    case 'no_new_errors':
      return judged(
        toolFacts?.tests
          ? newFailures(toolFacts.tests, facts.testsBefore).length === 0
          : facts.newErrors().length === 0,
      );
  }
}

/**
 * The failing tests that did not fail before, nor at the last commit; all of them where nothing is known of either.
 */
export function newFailures(
  after: Pick<TestCounts, 'failures' | 'failed' | 'passed' | 'command'>,
  before: TestCounts | undefined,
): TestCounts['failures'] {
  const known = new Set(before?.failures.map((failure) => `${failure.file}\n${failure.name}`));
  const fresh = after.failures.filter((failure) => !failure.old && !known.has(`${failure.file}\n${failure.name}`));
  if (
    fresh.length === 0 &&
    before?.command === after.command &&
    after.passed + after.failed < before.passed + before.failed
  )
    return [{ name: 'tests that ran before and no longer do', message: '' }];
  // More failures than are listed: then only the number can tell.
  const old = after.failures.filter((failure) => failure.old).length;
  if (fresh.length === 0 && after.failed > (before?.failed ?? 0) + old)
    return [{ name: 'a test that is not listed', message: '' }];
  return fresh;
}

/** Repetition of what repeats (`(a+)+`) can take for ever on a line that nearly fits. */
const runaway = /\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)\s*[+*{]/;

/** A pattern that is no regular expression, or might hold up the editor, is looked for as it stands. */
function matches(pattern: string, text: string): boolean {
  if (runaway.test(pattern)) return text.includes(pattern);
  try {
    // Line by line and cut: a pattern that backtracks must not hold up the editor.
    const regex = new RegExp(pattern);
    return text
      .slice(-200_000)
      .split('\n')
      .some((line) => regex.test(line.slice(0, 2_000)));
  } catch {
    return text.includes(pattern);
  }
}

/** An expectation in words, to stand after "Expected that". */
export function expectationText(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'tests_pass':
      return 'the tests pass';
    case 'tests_fail':
      return 'a test fails';
    case 'exit_code':
      return expectation.not !== undefined
        ? `the exit code is not ${expectation.not}`
        : `the exit code is ${expectation.equals ?? 0}`;
    case 'file_exists':
      return `${expectation.path} exists`;
    case 'changed':
      return expectation.path ? `${expectation.path} changed` : 'something changed';
    case 'output_matches':
      return `the output matches ${expectation.pattern}`;
    case 'no_new_errors':
      return 'there are no new failures';
  }
}
