import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { TestReport, TestRequest } from '../../contracts/tests';
import { parseReport, type RunEnd } from './parseReport';
import { mochaReporterSource, nodeReporterSource } from './reporterSources';
import { runnerArguments } from './runnerArguments';
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

/** Prepares a run that leaves a report for machines beside what the person sees, where the framework can do that. */
export async function prepareTestRun(root: string, command: TestCommand, request: TestRequest = {}): Promise<TestRun> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-tests-'));
  const reportFile = join(folder, 'report').replaceAll('\\', '/');
  const reporterFile = join(folder, command.framework === 'node' ? 'reporter.mjs' : 'reporter.cjs').replaceAll('\\', '/');
  if (command.framework === 'node') await writeFile(reporterFile, nodeReporterSource);
  if (command.framework === 'mocha') await writeFile(reporterFile, mochaReporterSource);
  const { shown, hidden, env } = runnerArguments(command, request, { reportFile, reporterFile });
  const { line, passOn, narrowed } = testRunLine(command, request);
  const display = withArguments(line, shown, passOn);
  return {
    display,
    shellCommand: withArguments(line, [...shown, ...hidden], passOn),
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

/** Where package tools look for programs: in the project's packages, then in those of the folders above. */
function programFolders(folder: string): string[] {
  const above = dirname(folder);
  return [join(folder, 'node_modules', '.bin'), ...(above === folder ? [] : programFolders(above))];
}
