import { stripVTControlCharacters } from 'node:util';
import { FluxError } from '../../base/errors';
import { cutMiddle } from '../../base/text';
import type { TestReport } from '../../contracts/tests';
import { parseJestJson } from './parseJestJson';
import { parseJunit } from './parseJunit';
import { parseLines } from './parseLines';
import { parseOutput } from './parseOutput';
import type { TestFramework } from './testCommand';
import { isEmpty, type TestResults } from './testResults';

/** How the runner's process ended. */
export interface RunEnd {
  readonly exitCode: number;
  readonly output: string;
  readonly durationMs: number;
}

export interface ReportInput extends RunEnd {
  readonly root: string;
  readonly framework: TestFramework;
  /** The command as a person would type it. */
  readonly display: string;
  /** The report for machines, where one was written. */
  readonly reportText?: string;
}

/**
 * What a run came to: by its report, else by its output, else by its exit code alone. A framework of which nothing was to
 * be seen counts as `unknown`: that no test was counted says nothing then.
 * @throws FluxError `tests_crashed` when a known framework failed without having run anything
 */
export function parseReport({ root, framework, display, reportText, exitCode, output: raw, durationMs }: ReportInput): TestReport {
  const output = stripVTControlCharacters(raw).replace(/\r\n/g, '\n');
  const reported = reportText === undefined ? undefined : readReport(framework, reportText, root);
  const told = reported && !isEmpty(reported) ? reported : (parseOutput(framework, output, root) ?? reported);
  const results = (framework === 'vitest' && told ? withDiffs(told, parseOutput(framework, output, root)) : told) ?? { passed: 0, failed: 0, skipped: 0, failures: [] };
  if (exitCode !== 0 && framework !== 'unknown' && isEmpty(results) && !foundNothing(framework, exitCode, output)) {
    throw new FluxError('tests_crashed', `“${display}” ended with exit code ${exitCode} before any test had run. Its last words:\n${tail(output)}`);
  }
  const seen = told !== undefined || exitCode !== 0 || foundNothing(framework, exitCode, output) ? framework : 'unknown';
  return { command: display, framework: seen, exitCode, durationMs, output, ...(exitCode !== 0 && results.failed === 0 ? withUnnamedFailure(results, display, exitCode, output) : results) };
}

function readReport(framework: TestFramework, text: string, root: string): TestResults | undefined {
  switch (framework) {
    case 'vitest':
    case 'jest':
      return parseJestJson(text, root);
    case 'pytest':
      return parseJunit(text, root);
    case 'node':
    case 'mocha':
      return parseLines(text, root);
    default:
      return undefined;
  }
}

/** Vitest's report says less than what it prints, which has the difference between what was expected and what came. */
function withDiffs(results: TestResults, printed: TestResults | undefined): TestResults {
  const failures = results.failures.map((failure) => {
    const longer = printed?.failures.find(({ name, file }) => name === failure.name && file === failure.file);
    return longer && longer.message.length > failure.message.length ? { ...failure, message: longer.message } : failure;
  });
  return { ...results, failures };
}

/** No test failed and yet the command did (a coverage threshold, an error outside of any test): that is no success. */
function withUnnamedFailure(results: TestResults, display: string, exitCode: number, output: string): TestResults {
  return { ...results, failed: 1, failures: [{ name: `${display} ended with exit code ${exitCode}`, message: tail(output) }] };
}

/** Whether the runner failed only because no test matched. */
function foundNothing(framework: TestFramework, exitCode: number, output: string): boolean {
  // https://docs.pytest.org/en/stable/reference/exit-codes.html
  if (framework === 'pytest') return exitCode === 5;
  return /no tests? (files )?found|no test files/i.test(output);
}

function tail(output: string): string {
  return cutMiddle(output.trimEnd().split('\n').slice(-30).join('\n'), 2000).trim();
}
