import path from 'node:path';
import type * as vscode from 'vscode';
import { FluxError } from '../../base/errors';
import type { SettingsPort } from '../../contracts/settings';
import { relativeByName } from '../../node/realNames';
import { detectTests } from '../../node/testRunners/detectTests';
import type { TestCommand } from '../../node/testRunners/testCommand';
import { findTestTask } from './testTask';

/** How a folder's tests are run: by a command, or by a task that only the editor can run. */
export interface FolderTests {
  readonly folder: vscode.WorkspaceFolder;
  /** Absolute; paths that runners are given are relative to it. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly command?: TestCommand;
  readonly task?: vscode.Task;
  /** Whether the person says how, so that it holds for every package in the folder. */
  readonly isSet: boolean;
}

/** The tests of a whole folder: as the setting says, else by its own task of group Test, else as its files tell. */
export async function findIn(folder: vscode.WorkspaceFolder, settings: SettingsPort): Promise<FolderTests | undefined> {
  const set = { command: settings('tests.command'), framework: settings('tests.framework') };
  const own = set.command.trim() === '' ? await findTestTask(folder) : undefined;
  if (own && !own.line) return { folder, root: folder.uri.fsPath, env: {}, task: own.task, isSet: true };
  // A task may name its folder by where the workspace really lies.
  const at = own?.line && relativeByName(folder.uri.fsPath, own.line.cwd);
  const root = at === undefined ? (own?.line?.cwd ?? folder.uri.fsPath) : path.join(folder.uri.fsPath, at);
  const command = await detectTests({ root, settings: own?.line ? { ...set, command: own.line.text } : set });
  const isSet = own !== undefined || set.command.trim() !== '';
  return command && { folder, root, env: own?.line?.env ?? {}, command, isSet };
}

export function refuseNone(): never {
  throw new FluxError(
    'no_tests',
    'No tests were found. Set flux.tests.command to the command that runs them, such as “npm test”.',
  );
}
