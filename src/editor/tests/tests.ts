import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables';
import { FluxError } from '../../base/errors';
import { ellipsis } from '../../base/text';
import { showUnseen } from '../../base/visibleText';
import type { SettingsPort } from '../../contracts/settings';
import type { TestReport, TestRequest, TestsPort } from '../../contracts/tests';
import { detectTests } from '../../node/testRunners/detectTests';
import { runToResults } from '../../node/testRunners/endWatching';
import { prepareTestRun, testRunDisplay } from '../../node/testRunners/prepareTestRun';
import { relativeByName } from '../../node/realNames';
import type { TestCommand } from '../../node/testRunners/testCommand';
import { outerPath, placeOf, requireFolders, type FoldersSource } from '../workspace/folder';
import { runAsTask } from '../terminal/tasks';
import { createTestExplorer } from './testExplorer';
import { findTestTask, runTestTask } from './testTask';
import { savesBeforeTasks } from '../files/unsaved';

export interface VscodeTestsDeps {
  readonly folders: FoldersSource;
  readonly settings: SettingsPort;
}

/** How a folder's tests are run: by a command, or by a task that only the editor can run. */
interface FolderTests {
  readonly folder: vscode.WorkspaceFolder;
  /** Absolute; paths that runners are given are relative to it. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly command?: TestCommand;
  readonly task?: vscode.Task;
}

/**
 * The workspace's tests, run as a task in a terminal and shown in the Test Explorer: as the setting says, else by the
 * folder's own task of group Test, else as its files tell. Where several folders are open, the first that has tests
 * counts, unless the request names files of another. How long they may take is the signal's business.
 */
export function createVscodeTests({ folders, settings }: VscodeTestsDeps): TestsPort & Disposable {
  const explorer = createTestExplorer(async (folder, request, from, signal) => {
    const found = await findFirst(folder ? [folder] : requireFolders(folders));
    return execute(found ?? refuseNone(), request, signal, () => {}, from);
  });

  async function findIn(folder: vscode.WorkspaceFolder): Promise<FolderTests | undefined> {
    const set = { command: settings('tests.command'), framework: settings('tests.framework') };
    const own = set.command.trim() === '' ? await findTestTask(folder) : undefined;
    if (own && !own.line) return { folder, root: folder.uri.fsPath, env: {}, task: own.task };
    // A task may name its folder by where the workspace really lies.
    const at = own?.line && relativeByName(folder.uri.fsPath, own.line.cwd);
    const root = at === undefined ? (own?.line?.cwd ?? folder.uri.fsPath) : path.join(folder.uri.fsPath, at);
    const command = await detectTests({ root, settings: own?.line ? { ...set, command: own.line.text } : set });
    return command && { folder, root, env: own?.line?.env ?? {}, command };
  }

  async function findFirst(candidates: readonly vscode.WorkspaceFolder[]): Promise<FolderTests | undefined> {
    for (const folder of candidates) {
      const found = await findIn(folder);
      if (found) return found;
    }
    return undefined;
  }

  /** The folder's tests, and the request with paths inside that folder. */
  async function find({
    files,
    failed,
    name,
  }: TestRequest): Promise<{ found: FolderTests | undefined; request: TestRequest }> {
    const candidates = requireFolders(folders);
    const named = await Promise.all((files ?? []).map((file) => placeOf(folders, file)));
    const known = await Promise.all(
      (failed ?? []).map(async (test) => ({
        test,
        place: test.file === undefined ? undefined : await placeOf(folders, test.file),
      })),
    );
    const places = [...named, ...known.flatMap(({ place }) => place ?? [])];
    const folder = places[0]?.folder;
    const other = places.find((place) => place.folder !== folder);
    if (other)
      throw new FluxError(
        'bad_name',
        `The files lie in several folders (${folder?.name}, ${other.folder.name}). Run the tests of one folder ` +
          `at a time.`,
      );
    return {
      found: await findFirst(folder ? [folder] : candidates),
      request: {
        ...(files && { files: named.map(({ inner }) => inner) }),
        ...(name !== undefined && { name }),
        ...(failed && {
          failed: known.map(({ test, place }) =>
            place
              ? { name: test.name === test.file ? place.inner : test.name, file: place.inner }
              : { name: test.name },
          ),
        }),
      },
    };
  }

  /** Paths in the request and in the report are relative to the folder. */
  async function execute(
    tests: FolderTests,
    request: TestRequest,
    signal: AbortSignal,
    onOutput: (text: string) => void,
    from?: vscode.TestRunRequest,
  ): Promise<TestReport> {
    const { folder, root } = tests;
    const isWhole = !request.files?.length && !request.failed?.length && request.name === undefined;
    const shown = explorer.begin({
      folder,
      name: tests.task?.name ?? tests.command?.line ?? '',
      isWhole,
      ...(from && { from }),
    });
    const either = AbortSignal.any([signal, shown.signal]);
    const hear = (text: string) => {
      shown.output(text);
      onOutput(text);
    };
    let report: TestReport | undefined;
    try {
      const inner = tests.command
        ? await runLine(
            { ...tests, command: tests.command },
            mapPaths(request, (file) => relativeTo(root, path.join(folder.uri.fsPath, file))),
            either,
            hear,
          )
        : await runWhole(tests, either);
      report = mapReport(inner, (file) => relativeTo(folder.uri.fsPath, path.join(root, file)));
      return report;
    } finally {
      await shown.end(report);
    }
  }

  const commandIn = (folder: vscode.WorkspaceFolder, command: string) =>
    folders().length > 1 ? `${command} (in ${outerPath(folders, folder, '.')})` : command;

  return {
    async describe(given = {}) {
      const { found, request } = await find(given);
      if (!found?.command) return found?.task && commandIn(found.folder, `task “${found.task.name}”`);
      return commandIn(found.folder, await testRunDisplay(found.root, found.command, request));
    },
    async saves(given = {}) {
      const { found } = await find(given);
      const how = vscode.workspace.getConfiguration('task').get<string>('saveBeforeRun');
      if (found?.task === undefined || !savesBeforeTasks()) return undefined;
      const name = ellipsis(showUnseen(found.task.name), 80);
      return how === 'prompt'
        ? `Before the task “${name}” runs, the editor asks whether to save your unsaved files (setting ` +
            `task.saveBeforeRun).`
        : `Running the task “${name}” saves your unsaved files first (setting task.saveBeforeRun).`;
    },
    async run(given, signal, onOutput) {
      const { found, request } = await find(given);
      const report = await execute(found ?? refuseNone(), request, signal, onOutput);
      const { folder } = found ?? refuseNone();
      return {
        ...mapReport(report, (file) => outerPath(folders, folder, file)),
        command: commandIn(folder, report.command),
      };
    },
    dispose: () => explorer.dispose(),
  };
}

function refuseNone(): never {
  throw new FluxError(
    'no_tests',
    'No tests were found. Say how they are run in the setting flux.tests.command, such as “npm test”.',
  );
}

async function runLine(
  { root, command, env }: FolderTests & { readonly command: TestCommand },
  request: TestRequest,
  signal: AbortSignal,
  onOutput: (text: string) => void,
): Promise<TestReport> {
  const run = await prepareTestRun(root, command, request);
  try {
    let saved: readonly string[] = [];
    const report = await runToResults({
      run,
      signal,
      onOutput,
      start: async (either, hear) => {
        const result = await runAsTask({
          name: 'Tests',
          display: run.display,
          shellCommand: run.shellCommand,
          env: { ...env, ...run.env },
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
async function runWhole({ task }: FolderTests, signal: AbortSignal): Promise<TestReport> {
  if (!task) return refuseNone();
  const { exitCode, durationMs, saved } = await runTestTask(task, signal);
  const command = `task “${task.name}”`;
  const failures =
    exitCode === 0
      ? []
      : [
          {
            name: `${command} ended with exit code ${exitCode ?? '(none was told)'}`,
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

function relativeTo(folder: string, file: string): string {
  return path.relative(folder, file).split(path.sep).join('/');
}

type Located = { readonly name: string; readonly file?: string };

function relocate<T extends Located>(test: T, rename: (file: string) => string): T {
  if (test.file === undefined) return test;
  const file = rename(test.file);
  return { ...test, file, name: test.name === test.file ? file : test.name };
}

function mapPaths({ files, failed, ...rest }: TestRequest, rename: (file: string) => string): TestRequest {
  return {
    ...rest,
    ...(files && { files: files.map(rename) }),
    ...(failed && { failed: failed.map((test) => relocate(test, rename)) }),
  };
}

function mapReport(report: TestReport, rename: (file: string) => string): TestReport {
  return {
    ...report,
    failures: report.failures.map((failure) => relocate(failure, rename)),
    ...(report.cases && { cases: report.cases.map((test) => relocate(test, rename)) }),
  };
}
