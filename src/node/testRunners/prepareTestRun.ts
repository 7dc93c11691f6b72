import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { TestReport, TestRequest } from '../../contracts/tests';
import { diskProject } from './diskProject';
import { hasResults, parseReport, type RunEnd } from './parseReport';
import { readReportTexts, stampReports } from './reportTexts';
import type { ReportFiles } from './runner';
import { runners } from './runners';
import { safeRequest } from './safeRequest';
import { quote } from './scriptLine';
import { withoutRepeats } from './withoutRepeats';
import { isNarrow, selectionOf } from './selection';
import type { TestCommand } from './testCommand';
import { testRunLine, withArguments } from './testRunLine';

/** A test run that is ready to be started. */
export interface TestRun {
  /** For the system's shell, in the project's root. */
  readonly shellCommand: string;
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The command as a person would type it. */
  readonly display: string;
  /** Reads the result once the process has ended. @throws FluxError `tests_crashed` */
  readReport(end: RunEnd): Promise<TestReport>;
  /** Whether there is something to be read already, while the process still runs. */
  hasResults(output: string): Promise<boolean>;
  /** Removes the temporary files. */
  dispose(): Promise<void>;
}

/** The command that a run would start, as a person would type it. @throws FluxError `bad_name` */
export async function testRunDisplay(root: string, command: TestCommand, request: TestRequest = {}): Promise<string> {
  return (await lineOf(root, command, request, { reportFile: '', reporterFile: '' })).display;
}

/**
 * Prepares a run that leaves a report for machines beside what the person sees, where the framework can do that.
 * @throws FluxError `bad_name`
 */
export async function prepareTestRun(root: string, command: TestCommand, request: TestRequest = {}): Promise<TestRun> {
  safeRequest(request);
  const runner = runners[command.framework];
  const folder = await mkdtemp(join(tmpdir(), 'flux-tests-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const reportFile = join(folder, 'report').replaceAll('\\', '/');
    const reporterFile = join(folder, runner.reporter?.fileName ?? 'reporter').replaceAll('\\', '/');
    if (runner.reporter) await writeFile(reporterFile, runner.reporter.source);
    for (const [name, text] of Object.entries(runner.reporter?.more ?? {})) await writeFile(join(folder, name), text);
    const { display, shellCommand, narrowed, env, asked } = await lineOf(root, command, request, {
      reportFile,
      reporterFile,
    });
    const stamps = await stampReports(root, runner);
    return {
      display,
      shellCommand,
      env: {
        // npx must not install what is missing.
        npm_config_yes: 'false',
        ...(narrowed || command.isScript
          ? { PATH: [...programFolders(root), process.env['PATH'] ?? ''].join(delimiter) }
          : {}),
        ...env,
      },
      readReport: async (end) =>
        parseReport({
          root,
          framework: command.framework,
          display,
          asked,
          reports: await readReportTexts(root, runner, reportFile, stamps),
          ...end,
        }),
      hasResults: async (output) =>
        hasResults(
          runner,
          { root, project: diskProject(root) },
          await readReportTexts(root, runner, reportFile, stamps),
          output,
        ),
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The line for the person and the one for the shell, with what must be in the environment. */
async function lineOf(root: string, command: TestCommand, request: TestRequest, files: ReportFiles) {
  const runner = runners[command.framework];
  const reached = command.passOn !== undefined;
  const selection = selectionOf(safeRequest(request));
  const {
    shown = [],
    hidden = [],
    env = {},
    rewrite,
  } = await runner.arguments(selection, { ...files, command, project: diskProject(root), reached });
  const { line, passOn, narrowed } = testRunLine(command, rewrite);
  // Files that stand in the script are not said again behind it.
  const rest = narrowed && rewrite ? shown.filter((argument) => !rewrite.files.includes(argument)) : shown;
  const whole = isNarrow(selection) && !narrowed && (passOn === undefined || rest.length === 0);
  const full = withArguments(line, [...withoutRepeats(hidden, command), ...rest], passOn);
  const runsLine = reached && runner.reporter?.runsLine === true;
  return {
    display: withArguments(line, rest, passOn) + (whole ? ' (all tests: this command cannot be told to run some)' : ''),
    shellCommand: runsLine ? `${quote(process.execPath)} ${quote(files.reporterFile)}` : full,
    narrowed,
    asked: { selection, byName: reached && !whole && command.framework !== 'unknown' },
    // The editor's own program is a Node when this is set.
    env: { ...env, ...(runsLine && { FLUX_TEST_LINE: full, ELECTRON_RUN_AS_NODE: '1' }) },
  };
}

/** Where package tools look for programs: in the project's packages, then in those of the folders above. */
function programFolders(folder: string): string[] {
  const above = dirname(folder);
  return [join(folder, 'node_modules', '.bin'), ...(above === folder ? [] : programFolders(above))];
}
