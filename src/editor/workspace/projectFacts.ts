import * as vscode from 'vscode';
import { isCancelled, messageOf } from '../../base/errors';
import type { ProjectFacts, ProjectGit, ProjectTests } from '../../contracts/project';
import type { SettingsPort } from '../../contracts/settings';
import { readStanding } from '../../node/git/gitStanding';
import { readProject } from '../../node/project/readProject';
import { findTestTask } from '../tests/testTask';
import { createVscodeSearch } from './search';

/** More files are not counted. */
const mostFiles = 50_000;

/** Reads what can be told about an open folder, as its files, its tasks and git tell. Nothing of the project is run. */
export async function readProjectFacts(
  folder: vscode.WorkspaceFolder,
  settings: SettingsPort,
  signal: AbortSignal,
): Promise<ProjectFacts> {
  const lister = createVscodeSearch({ folders: () => [folder] });
  const set = { command: settings('tests.command'), framework: settings('tests.framework') };
  const [{ files, truncated }, byTask, git] = await Promise.all([
    lister.listFiles(undefined, mostFiles, signal),
    set.command.trim() === '' ? readTestTask(folder) : undefined,
    readGit(folder, signal),
  ]);
  const skipFixers = settings('autofix.projectTools') ? settings('autofix.skip') : undefined;
  const root = folder.uri.fsPath;
  const read = await readProject({ root, files, isCut: truncated, settings: set, skipFixers });
  return { ...read, ...(byTask && { tests: byTask }), name: folder.name, git };
}

async function readTestTask(folder: vscode.WorkspaceFolder): Promise<ProjectTests | undefined> {
  const own = await findTestTask(folder);
  return (
    own && {
      command: own.line?.text ?? `task “${own.task.name}”`,
      framework: 'unknown',
      why: `the task “${own.task.name}” of this folder`,
      place: { path: '.vscode/tasks.json' },
    }
  );
}

/** Git may run what a repository says, so that only a trusted one is asked. */
async function readGit(folder: vscode.WorkspaceFolder, signal: AbortSignal): Promise<ProjectGit> {
  if (!vscode.workspace.isTrusted) return { kind: 'untrusted' };
  const standing = await readStanding(folder.uri.fsPath, signal).catch((error: unknown) => {
    if (isCancelled(error)) throw error;
    return { why: messageOf(error) };
  });
  if (!standing) return { kind: 'none' };
  if ('why' in standing) return { kind: 'failed', why: standing.why };
  const { branch, head, upstream } = standing;
  return {
    kind: 'repository',
    ...(branch !== undefined && { branch }),
    ...(head !== undefined && { head }),
    ...(upstream && { upstream }),
  };
}
