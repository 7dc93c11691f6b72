import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { TestReport, TestRequest } from '../../contracts/tests';
import { parseReport, type RunEnd } from './parseReport';
import { mochaReporterSource, nodeReporterSource } from './reporterSources';
import { runnerArguments, type ReportFiles } from './runnerArguments';
import { safeRequest } from './safeRequest';
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
  /** Removes the temporary files. */
  dispose(): Promise<void>;
}

/** The command that a run would start, as a person would type it. @throws FluxError `bad_name` */
export function testRunDisplay(command: TestCommand, request: TestRequest = {}): string {
  return lineOf(command, safeRequest(request), { reportFile: '', reporterFile: '' }).display;
}

/**
 * Prepares a run that leaves a report for machines beside what the person sees, where the framework can do that.
 * @throws FluxError `bad_name`
 */
export async function prepareTestRun(root: string, command: TestCommand, given: TestRequest = {}): Promise<TestRun> {
  const request = safeRequest(given);
  const folder = await mkdtemp(join(tmpdir(), 'flux-tests-'));
  const reportFile = join(folder, 'report').replaceAll('\\', '/');
  const reporterFile = join(folder, command.framework === 'node' ? 'reporter.mjs' : 'reporter.cjs').replaceAll('\\', '/');
  if (command.framework === 'node') await writeFile(reporterFile, nodeReporterSource);
  if (command.framework === 'mocha') await writeFile(reporterFile, mochaReporterSource);
  const { display, shellCommand, narrowed, env } = lineOf(command, request, { reportFile, reporterFile });
  return {
    display,
    shellCommand,
    env: {
      // npx must not install what is missing.
      npm_config_yes: 'false',
      ...(narrowed ? { PATH: [...programFolders(root), process.env['PATH'] ?? ''].join(delimiter) } : {}),
      ...env,
    },
    readReport: async (end) => parseReport({ root, framework: command.framework, display, reportText: await readFile(reportFile, 'utf8').catch(() => undefined), ...end }),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The line for the person and the one for the shell, with what must be in the environment. */
function lineOf(command: TestCommand, request: TestRequest, files: ReportFiles) {
  const { shown, hidden, env } = runnerArguments(command, request, files);
  const { line, passOn, narrowed } = testRunLine(command, request);
  return { display: withArguments(line, shown, passOn), shellCommand: withArguments(line, [...shown, ...hidden], passOn), narrowed, env };
}

/** Where package tools look for programs: in the project's packages, then in those of the folders above. */
function programFolders(folder: string): string[] {
  const above = dirname(folder);
  return [join(folder, 'node_modules', '.bin'), ...(above === folder ? [] : programFolders(above))];
}
