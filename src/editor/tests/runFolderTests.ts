import path from 'node:path';
import type { TestReport, TestRequest } from '../../contracts/tests';
import { runToResults } from '../../node/testRunners/endWatching';
import { prepareTestRun } from '../../node/testRunners/prepareTestRun';
import type { TestCommand } from '../../node/testRunners/testCommand';
import { FluxError } from '../../base/errors';
import { runProcess } from '../../node/process/processes';
import { runAsTask } from '../terminal/tasks';
import { refuseNone, type FolderTests } from './folderTests';
import { mapPaths, mapReport, relativeTo } from './testPaths';
import { runTestTask } from './testTask';

/** What a run of tests is given, and what hears its output. */
export interface TestRunOptions {
  readonly signal: AbortSignal;
  readonly onOutput: (text: string) => void;
  /** Without a task: nothing is opened, nothing saved. */
  readonly isQuiet?: boolean;
}

/** Runs a folder's tests. Paths in the request and in the report are relative to the folder. */
export async function runFolderTests(
  tests: FolderTests,
  request: TestRequest,
  options: TestRunOptions,
): Promise<TestReport> {
  const { folder, root, command } = tests;
  const toRoot = (file: string) => relativeTo(root, path.join(folder.uri.fsPath, file));
  const report = command
    ? await runLine({ ...tests, command }, mapPaths(request, toRoot), options)
    : await runWhole(tests, options);
  return mapReport(report, (file) => relativeTo(folder.uri.fsPath, path.join(root, file)));
}

async function runLine(
  { root, command, env }: FolderTests & { readonly command: TestCommand },
  request: TestRequest,
  { signal, onOutput, isQuiet }: TestRunOptions,
): Promise<TestReport> {
  const run = await prepareTestRun(root, command, request);
  try {
    let saved: readonly string[] = [];
    const report = await runToResults({
      run,
      signal,
      onOutput,
      start: async (either, hear) => {
        const { shellCommand } = run;
        const environment = { ...env, ...run.env };
        if (isQuiet) return runProcess({ shellCommand, env: environment, cwd: root, signal: either, onOutput: hear });
        const result = await runAsTask({
          name: 'Tests',
          display: run.display,
          shellCommand,
          env: environment,
          cwd: root,
          signal: either,
          onOutput: hear,
          group: 'test',
        });
        saved = result.saved;
        return result;
      },
    });
    return saved.length > 0 ? { ...report, saved } : report;
  } finally {
    await run.dispose();
  }
}

/** A task whose line cannot be told: all that it says is its exit code. */
async function runWhole({ task }: FolderTests, { signal, isQuiet }: TestRunOptions): Promise<TestReport> {
  if (!task) return refuseNone();
  if (isQuiet)
    throw new FluxError(
      'tests_by_task',
      `The tests run by the task “${task.name}”, which only you can start. Set flux.tests.command to have them ` +
        'watched.',
    );
  const { exitCode, durationMs, saved } = await runTestTask(task, signal);
  const command = `task “${task.name}”`;
  const failures =
    exitCode === 0
      ? []
      : [
          {
            name: `${command} ended with exit code ${exitCode ?? '(unknown)'}`,
            message: 'What it printed is in its own terminal.',
          },
        ];
  return {
    command,
    framework: 'unknown',
    exitCode: exitCode ?? 1,
    durationMs,
    passed: 0,
    failed: failures.length,
    skipped: 0,
    failures,
    output: '',
    ...(saved.length > 0 && { saved }),
  };
}
