import { stripVTControlCharacters } from 'node:util';
import { FluxError } from '../../base/errors';
import { cutMiddle } from '../../base/text';
import type { TestReport } from '../../contracts/tests';
import { diskProject } from './diskProject';
import { onlyAsked } from './onlyAsked';
import type { ReadContext, ReportText, Runner } from './runner';
import { runners } from './runners';
import type { Selection } from './selection';
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
  /** What was asked for; left out: everything. `byName`: whether the runner was told the name itself. */
  readonly asked?: { readonly selection: Selection; readonly byName: boolean };
  /** The reports for machines, where any were written. */
  readonly reports?: readonly ReportText[];
}

/**
 * What a run came to: by its report, else by its output, else by its exit code alone. A framework of which nothing was
 * to be seen counts as `unknown`: that no test was counted says nothing then.
 * @throws FluxError `tests_crashed` when a known framework failed without having run anything
 */
export async function parseReport({
  root,
  framework,
  display,
  asked,
  reports = [],
  exitCode: ended,
  output: raw,
  durationMs,
}: ReportInput): Promise<TestReport> {
  const output = plain(raw);
  const runner = runners[framework];
  const context = { root, project: diskProject(root) };
  const reported = reports.length === 0 ? undefined : await runner.readReports?.(reports, context);
  const printed =
    !reported || isEmpty(reported) || runner.printsMore ? await runner.readOutput(output, context) : undefined;
  const both = reported && printed && !isEmpty(reported) ? withDiffs(reported, printed) : undefined;
  const told = both ?? (reported && !isEmpty(reported) ? reported : (printed ?? reported));
  const all = told ?? { passed: 0, failed: 0, skipped: 0, failures: [] };
  const foundNothing =
    runner.foundNothing?.(ended) === true || /no tests? (files )?found|no test files|no tests executed/i.test(output);
  if (ended !== 0 && framework !== 'unknown' && isEmpty(all) && !foundNothing) {
    throw new FluxError(
      'tests_crashed',
      `“${display}” ended with exit code ${ended} before any test ran. Its last ` +
        `output:\n${tail(output) || '(it printed nothing)'}`,
    );
  }
  const { results, others } = asked
    ? await onlyAsked(all, { ...asked, tellsFile: runner.tellsFile === true, project: context.project })
    : { results: all };
  // Failures that nobody asked for explain the exit code.
  const exitCode = others && others.failed > 0 && results.failed === 0 ? 0 : ended;
  const seen = told !== undefined || exitCode !== 0 || foundNothing ? framework : 'unknown';
  return {
    command: display,
    framework: seen,
    exitCode,
    durationMs,
    output,
    ...(others && { others }),
    ...(exitCode !== 0 && results.failed === 0 && !(foundNothing && isEmpty(all))
      ? withUnnamedFailure(results, display, exitCode, output)
      : results),
  };
}

/** Whether a run has told results. */
export async function hasResults(
  runner: Runner,
  context: ReadContext,
  reports: readonly ReportText[],
  output: string,
): Promise<boolean> {
  const reported = reports.length === 0 ? undefined : await runner.readReports?.(reports, context);
  const told = reported && !isEmpty(reported) ? reported : await runner.readOutput(plain(output), context);
  return told !== undefined && !isEmpty(told);
}

function plain(output: string): string {
  return stripVTControlCharacters(output).replace(/\r\n/g, '\n');
}

/** Takes the longer message of those that were printed for the same test. */
function withDiffs(results: TestResults, printed: TestResults): TestResults {
  const messages = new Map(
    printed.failures.flatMap((failure) => [
      [`${failure.file}\n${failure.name}`, failure.message] as const,
      ...(failure.file === undefined ? [[failure.name, failure.message] as const] : []),
    ]),
  );
  const explain = <T extends { name: string; file?: string; message?: string }>(test: T): T => {
    const longer = messages.get(`${test.file}\n${test.name}`) ?? messages.get(test.name);
    return longer !== undefined && test.message !== undefined && longer.length > test.message.length
      ? { ...test, message: longer }
      : test;
  };
  return {
    ...results,
    failures: results.failures.map(explain),
    ...(results.cases && { cases: results.cases.map(explain) }),
  };
}

/** No test failed and yet the command did (a coverage threshold, an error outside of any test): that is no success. */
function withUnnamedFailure(results: TestResults, display: string, exitCode: number, output: string): TestResults {
  return {
    ...results,
    failed: 1,
    failures: [{ name: `${display} ended with exit code ${exitCode}`, message: tail(output) }],
  };
}

function tail(output: string): string {
  return cutMiddle(output.trimEnd().split('\n').slice(-30).join('\n'), 2000).trim();
}
