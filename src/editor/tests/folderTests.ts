import path from 'node:path';
import type * as vscode from 'vscode';
import { FluxError } from '../../base/errors';
import type { SettingsPort } from '../../contracts/settings';
import type { TestRequest } from '../../contracts/tests';
import { relativeByName } from '../../node/realNames';
import { detectTests } from '../../node/testRunners/detectTests';
import type { TestCommand } from '../../node/testRunners/testCommand';
import { folderPathOf, requireFolders, type FoldersSource, type FolderPath } from '../workspace/folder';
import { findTestTask } from './testTask';

/** How a folder's tests are run: by a command, or by a task that only the editor can run. */
export interface FolderTests {
  readonly folder: vscode.WorkspaceFolder;
  /** Absolute; paths that runners are given are relative to it. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly command?: TestCommand;
  readonly task?: vscode.Task;
}

/** The tests of the first folder that has some. */
export async function findFirst(
  candidates: readonly vscode.WorkspaceFolder[],
  settings: SettingsPort,
): Promise<FolderTests | undefined> {
  for (const folder of candidates) {
    const found = await findIn(folder, settings);
    if (found) return found;
  }
  return undefined;
}

async function findIn(folder: vscode.WorkspaceFolder, settings: SettingsPort): Promise<FolderTests | undefined> {
  const set = { command: settings('tests.command'), framework: settings('tests.framework') };
  const own = set.command.trim() === '' ? await findTestTask(folder) : undefined;
  if (own && !own.line) return { folder, root: folder.uri.fsPath, env: {}, task: own.task };
  // A task may name its folder by where the workspace really lies.
  const at = own?.line && relativeByName(folder.uri.fsPath, own.line.cwd);
  const root = at === undefined ? (own?.line?.cwd ?? folder.uri.fsPath) : path.join(folder.uri.fsPath, at);
  const command = await detectTests({ root, settings: own?.line ? { ...set, command: own.line.text } : set });
  return command && { folder, root, env: own?.line?.env ?? {}, command };
}

/** The tests that a request is about, and the request with paths inside their folder. */
export async function findTests(
  folders: FoldersSource,
  settings: SettingsPort,
  { files, failed, name }: TestRequest,
): Promise<{ found: FolderTests | undefined; request: TestRequest }> {
  const all = requireFolders(folders);
  const named = await Promise.all((files ?? []).map((file) => folderPathOf(folders, file)));
  const known = await Promise.all((failed ?? []).map((test) => placeTest(folders, test)));
  const folder = oneFolder([...named, ...known.flatMap(({ place }) => place ?? [])]);
  return {
    found: await findFirst(folder ? [folder] : all, settings),
    request: {
      ...(files && { files: named.map(({ inner }) => inner) }),
      ...(name !== undefined && { name }),
      ...(failed && { failed: known.map(({ inFolder }) => inFolder) }),
    },
  };
}

type FailedTest = NonNullable<TestRequest['failed']>[number];

async function placeTest(
  folders: FoldersSource,
  test: FailedTest,
): Promise<{ place?: FolderPath; inFolder: FailedTest }> {
  if (test.file === undefined) return { inFolder: { name: test.name } };
  const place = await folderPathOf(folders, test.file);
  return { place, inFolder: { name: test.name === test.file ? place.inner : test.name, file: place.inner } };
}

/** The one folder that all files are in. */
function oneFolder(places: readonly FolderPath[]): vscode.WorkspaceFolder | undefined {
  const folder = places[0]?.folder;
  const other = places.find((place) => place.folder !== folder);
  if (other)
    throw new FluxError(
      'bad_name',
      `The files are in several folders (${folder?.name}, ${other.folder.name}). Run the tests of one folder ` +
        `at a time.`,
    );
  return folder;
}

export function refuseNone(): never {
  throw new FluxError(
    'no_tests',
    'No tests were found. Set flux.tests.command to the command that runs them, such as “npm test”.',
  );
}
