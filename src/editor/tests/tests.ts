import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables';
import { ellipsis } from '../../base/text';
import { showUnseen } from '../../base/visibleText';
import type { SettingsPort } from '../../contracts/settings';
import type { EarlierTestsPort, TestReport, TestRequest, TestsPort, QuietTestsPort } from '../../contracts/tests';
import { joinReports } from '../../node/testRunners/joinReports';
import { testRunDisplay } from '../../node/testRunners/prepareTestRun';
import { savesBeforeTasks } from '../files/unsaved';
import { outerPath, requireFolders, type FoldersSource } from '../workspace/folder';
import { createFailedBefore } from './failedBefore';
import { findFirst, findTests, refuseNone, type FolderTests } from './folderTests';
import { partsByFolder, type FolderPart } from './quietParts';
import { runFolderTests, type TestRunOptions } from './runFolderTests';
import { createTestExplorer, type TestExplorer } from './testExplorer';
import { mapReport } from './testPaths';

export interface VscodeTestsDeps {
  readonly folders: FoldersSource;
  readonly settings: SettingsPort;
}

/** The workspace's tests, run in sight or quietly. */
export interface VscodeTests extends TestsPort, QuietTestsPort, EarlierTestsPort, Disposable {
  /** Whether a run is under way that somebody has asked for. */
  isTesting(): boolean;
}

/**
 * The workspace's tests, run as a task in a terminal and shown in the Test Explorer: as the setting says, else by the
 * folder's own task of group Test, else as its files tell. Where several folders are open, the first that has tests
 * counts, unless the request names files of another. How long they may take is the signal's business.
 */
export function createVscodeTests({ folders, settings }: VscodeTestsDeps): VscodeTests {
  let loudRuns = 0;
  const explorer: TestExplorer = createTestExplorer(async (folder, request, from, signal) => {
    const found = await findFirst(folder ? [folder] : requireFolders(folders), settings);
    loudRuns++;
    try {
      return await runShown(explorer, found ?? refuseNone(), request, { signal, onOutput: () => {}, from });
    } finally {
      loudRuns--;
    }
  });
  const commandIn = (folder: vscode.WorkspaceFolder, command: string) =>
    folders().length > 1 ? `${command} (in ${outerPath(folders, folder, '.')})` : command;

  const runPart = async ({ found, request }: FolderPart, options: TestRunOptions): Promise<TestReport> => {
    const tests = found ?? refuseNone();
    loudRuns += options.isQuiet ? 0 : 1;
    try {
      const report = await runShown(explorer, tests, request, options);
      return {
        ...mapReport(report, (file) => outerPath(folders, tests.folder, file)),
        command: commandIn(tests.folder, report.command),
      };
    } finally {
      loudRuns -= options.isQuiet ? 0 : 1;
    }
  };

  /** One folder's tests after the other's: those who watch save in all of them. */
  const runQuietly = async (given: TestRequest, signal: AbortSignal): Promise<TestReport> => {
    const reports: TestReport[] = [];
    for (const part of await partsByFolder(folders, settings, given))
      if (part.found) reports.push(await runPart(part, { signal, onOutput: () => {}, isQuiet: true }));
    return joinReports(reports) ?? refuseNone();
  };

  return {
    async describe(given = {}) {
      const { found, request } = await findTests(folders, settings, given);
      if (!found?.command) return found?.task && commandIn(found.folder, `task “${found.task.name}”`);
      return commandIn(found.folder, await testRunDisplay(found.root, found.command, request));
    },
    async saves(given = {}) {
      const { found } = await findTests(folders, settings, given);
      const how = vscode.workspace.getConfiguration('task').get<string>('saveBeforeRun');
      if (found?.task === undefined || !savesBeforeTasks()) return undefined;
      const name = ellipsis(showUnseen(found.task.name), 80);
      return how === 'prompt'
        ? `Before the task “${name}” runs, the editor asks whether to save your unsaved files (setting ` +
            `task.saveBeforeRun).`
        : `Running the task “${name}” saves your unsaved files first (setting task.saveBeforeRun).`;
    },
    run: async (given, signal, onOutput) => runPart(await findTests(folders, settings, given), { signal, onOutput }),
    runQuietly,
    failedBefore: createFailedBefore({ folders, settings }),
    isTesting: () => loudRuns > 0,
    dispose: () => explorer.dispose(),
  };
}

/** Runs tests and shows them in the Test Explorer; `from` is what the person has started there. */
async function runShown(
  explorer: TestExplorer,
  tests: FolderTests,
  request: TestRequest,
  { signal, onOutput, isQuiet, from }: TestRunOptions & { readonly from?: vscode.TestRunRequest },
): Promise<TestReport> {
  const shown = explorer.begin({
    folder: tests.folder,
    name: tests.task?.name ?? tests.command?.line ?? '',
    isWhole: !request.files?.length && !request.failed?.length && request.name === undefined,
    ...(from && { from }),
  });
  const hear = (text: string) => {
    shown.output(text);
    onOutput(text);
  };
  let report: TestReport | undefined;
  try {
    const either = AbortSignal.any([signal, shown.signal]);
    report = await runFolderTests(tests, request, { signal: either, onOutput: hear, isQuiet });
    return report;
  } finally {
    await shown.end(report);
  }
}
