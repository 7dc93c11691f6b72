import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables';
import { ellipsis, plural } from '../../base/text';
import { showUnseen } from '../../base/visibleText';
import type { SettingsPort } from '../../contracts/settings';
import type { EarlierTestsPort, TestReport, TestRequest, TestsPort, QuietTestsPort } from '../../contracts/tests';
import { joinReports } from '../../node/testRunners/joinReports';
import { testRunDisplay } from '../../node/testRunners/prepareTestRun';
import { savesBeforeTasks } from '../files/unsaved';
import { outerPath, type FoldersSource } from '../workspace/folder';
import { createFailedBefore } from './failedBefore';
import { refuseNone, type FolderTests } from './folderTests';
import { createPackageFolders } from './packageFolders';
import { runFolderTests, type TestRunOptions } from './runFolderTests';
import { createTestExplorer, type TestExplorer } from './testExplorer';
import { mapPaths, mapReport, relativeTo } from './testPaths';
import { partsOf, type TestPart } from './testParts';

export interface VscodeTestsDeps {
  readonly folders: FoldersSource;
  readonly settings: SettingsPort;
}

/** The workspace's tests, run in sight or quietly. */
export interface VscodeTests extends TestsPort, QuietTestsPort, EarlierTestsPort, Disposable {
  /** Whether a run is under way that somebody has asked for. */
  isTesting(): boolean;
}

/** More commands than that are told by their number. */
const mostNamed = 2;

/**
 * The workspace's tests, run as a task in a terminal and shown in the Test Explorer: as the setting says, else by the
 * folder's own task of group Test, else as its files tell; files of a package with tests of its own, as that package's
 * tell. Where several folders are open, the first that has tests counts, unless the request names files of another. How
 * long they may take is the signal's business.
 */
export function createVscodeTests({ folders, settings }: VscodeTestsDeps): VscodeTests {
  let loudRuns = 0;
  const packages = createPackageFolders();
  const partsDeps = { folders, settings, packages };
  const partsFor = (given: TestRequest) => partsOf(partsDeps, given, 'one folder');
  const explorer: TestExplorer = createTestExplorer(async (folder, request, from, signal) => {
    const within = { ...partsDeps, folders: folder ? () => [folder] : folders };
    const parts = await partsOf(within, request, 'one folder');
    if (parts.length === 0) refuseNone();
    loudRuns++;
    try {
      for (const part of parts) await runShown(explorer, part, { signal, onOutput: () => {}, from });
    } finally {
      loudRuns--;
    }
  });
  const runPart = async (part: TestPart, options: TestRunOptions): Promise<TestReport> => {
    loudRuns += options.isQuiet ? 0 : 1;
    try {
      const report = await runShown(explorer, part, options);
      const { folder } = part.found;
      return {
        ...mapReport(report, (file) => outerPath(folders, folder, file)),
        command: commandIn(folders, part.found, report.command),
      };
    } finally {
      loudRuns -= options.isQuiet ? 0 : 1;
    }
  };

  /** One command after the other: what one builds, another may read. */
  const runParts = async (parts: readonly TestPart[], options: TestRunOptions): Promise<TestReport> => {
    const reports: TestReport[] = [];
    for (const part of parts) reports.push(await runPart(part, options));
    return joinReports(reports) ?? refuseNone();
  };

  return {
    async describe(given = {}) {
      const parts = await partsFor(given);
      if (parts.length === 0) return undefined;
      const shown = await Promise.all(parts.slice(0, mostNamed).map((part) => displayOf(folders, part)));
      const more = parts.length - shown.length;
      return shown.join('; ') + (more > 0 ? `; and in ${plural(more, 'other package')}` : '');
    },
    async saves(given = {}) {
      const task = (await partsFor(given)).find(({ found }) => found.task)?.found.task;
      const how = vscode.workspace.getConfiguration('task').get<string>('saveBeforeRun');
      if (task === undefined || !savesBeforeTasks()) return undefined;
      const name = ellipsis(showUnseen(task.name), 80);
      return how === 'prompt'
        ? `Before the task “${name}” runs, the editor asks whether to save your unsaved files (setting ` +
            `task.saveBeforeRun).`
        : `Running the task “${name}” saves your unsaved files first (setting task.saveBeforeRun).`;
    },
    run: async (given, signal, onOutput) => runParts(await partsFor(given), { signal, onOutput }),
    runQuietly: async (given, signal) =>
      runParts(await partsOf(partsDeps, given, 'every folder'), { signal, onOutput: () => {}, isQuiet: true }),
    failedBefore: createFailedBefore(partsDeps),
    isTesting: () => loudRuns > 0,
    dispose() {
      packages.dispose();
      explorer.dispose();
    },
  };
}

/** A command with the folder that it runs in, where that is not plain. */
function commandIn(folders: FoldersSource, { folder, root }: FolderTests, command: string): string {
  const inner = relativeTo(folder.uri.fsPath, root) || '.';
  const place = outerPath(folders, folder, inner);
  return place === '.' ? command : `${command} (in ${place})`;
}

async function displayOf(folders: FoldersSource, { found, request }: TestPart): Promise<string> {
  const { command, task, folder, root } = found;
  if (!command) return commandIn(folders, found, `task “${task?.name}”`);
  const inRoot = mapPaths(request, (file) => relativeTo(root, path.join(folder.uri.fsPath, file)));
  return commandIn(folders, found, await testRunDisplay(root, command, inRoot));
}

/** Runs tests and shows them in the Test Explorer; `from` is what the person has started there. */
async function runShown(
  explorer: TestExplorer,
  { found: tests, request }: TestPart,
  { signal, onOutput, isQuiet, from }: TestRunOptions & { readonly from?: vscode.TestRunRequest },
): Promise<TestReport> {
  const shown = explorer.begin({
    folder: tests.folder,
    name: tests.task?.name ?? tests.command?.line ?? '',
    isWhole:
      (tests.isSet || tests.root === tests.folder.uri.fsPath) &&
      !request.files?.length &&
      !request.failed?.length &&
      request.name === undefined,
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
