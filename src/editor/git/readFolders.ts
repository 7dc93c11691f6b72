import * as vscode from 'vscode';
import { FluxError, isCancelled } from '../../base/errors';
import type { GitChange, GitPort, GitState } from '../../contracts/ports';
import { createGitCli } from '../../node/git/gitCli';
import { openRepository } from '../../node/git/gitRepository';
import { untilAborted } from '../../node/untilAborted';
import { pathIn, requireFolders, type FoldersSource } from '../workspace/folder';
import { folderPathOf, outerPrefix } from './gitFolders';
import { readEditorState } from './gitState';
import { openOwnRepository } from './ownRepository';

/**
 * The changes of all folders together; undefined where none is in a repository. Branch and commit are the first one's.
 */
export async function readState(folders: FoldersSource, signal?: AbortSignal): Promise<GitState | undefined> {
  const states = await Promise.all(
    requireFolders(folders).map(async (folder) => ({
      prefix: outerPrefix(folders, folder),
      state: await stateOf(folder, signal),
    })),
  );
  const known = states.flatMap(({ prefix, state }) => (state ? [{ prefix, state }] : []));
  if (known.length === 0) return undefined;
  const changes = new Map<string, GitChange>();
  for (const { prefix, state } of known)
    for (const change of state.changes) changes.set(prefix + change.path, { ...change, path: prefix + change.path });
  const { branch, head } = known[0]?.state ?? {};
  return { branch, head, changes: [...changes.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

async function stateOf(folder: vscode.WorkspaceFolder, signal?: AbortSignal): Promise<GitState | undefined> {
  const cli = createGitCli({ root: folder.uri.fsPath });
  const repository = await untilAborted(openOwnRepository(folder.uri), signal);
  const untracked = vscode.workspace.getConfiguration('git', folder.uri).get<string>('untrackedChanges');
  // The extension does not tell what the person does not want to see.
  if (!repository || untracked === 'hidden') return cli.state(signal);
  try {
    await untilAborted(repository.status(), signal);
  } catch (error) {
    if (isCancelled(error)) throw error;
    return cli.state(signal);
  }
  return readEditorState(repository, folder);
}

/** The diffs of all folders, or of those that the paths are in, one after the other. */
export async function readDiff(
  folders: FoldersSource,
  { paths = [], ...options }: Parameters<GitPort['diff']>[0],
): Promise<string> {
  const all = requireFolders(folders);
  const asked = paths.map((path) => folderPathOf(folders, path));
  const diffs: string[] = [];
  for (const folder of all) {
    const inner = asked.filter((each) => isSame(each.folder, folder)).map((each) => each.inner);
    if (paths.length > 0 ? inner.length === 0 : await isPartOfAnother(folder, all)) continue;
    const cli = createGitCli({ root: folder.uri.fsPath, called: outerPrefix(folders, folder) });
    try {
      diffs.push(await cli.diff({ ...options, ...(inner.length > 0 && { paths: inner }) }));
    } catch (error) {
      // Among several folders one may be in no repository, and a revision may be another one's.
      if (all.length === 1 || paths.length > 0 || !FluxError.is(error, 'no_repository')) throw error;
    }
  }
  return diffs.filter(Boolean).join('');
}

/** The newest commits of all folders, one that changed several of them once. */
export async function readRecent(
  folders: FoldersSource,
  limit: number,
  signal?: AbortSignal,
): ReturnType<GitPort['recent']> {
  const found = new Map<string, Awaited<ReturnType<GitPort['recent']>>[number]>();
  for (const folder of requireFolders(folders)) {
    const prefix = outerPrefix(folders, folder);
    for (const commit of await createGitCli({ root: folder.uri.fsPath }).recent(limit, signal)) {
      const paths = commit.paths.map((path) => prefix + path);
      found.set(commit.hash, { ...commit, paths: [...new Set([...(found.get(commit.hash)?.paths ?? []), ...paths])] });
    }
  }
  return [...found.values()].sort((a, b) => b.at - a.at).slice(0, limit);
}

/** Whether another folder's diff shows this one's changes as well. */
async function isPartOfAnother(
  folder: vscode.WorkspaceFolder,
  all: readonly vscode.WorkspaceFolder[],
): Promise<boolean> {
  const holders = all.filter((other) => pathIn(other, folder.uri) !== undefined);
  if (holders.length === 0) return false;
  const topOf = (each: vscode.WorkspaceFolder) =>
    openRepository(each.uri.fsPath).then(
      ({ top }) => top,
      () => undefined,
    );
  const top = await topOf(folder);
  return (await Promise.all(holders.map(topOf))).some((other) => other !== undefined && other === top);
}

function isSame(a: vscode.WorkspaceFolder, b: vscode.WorkspaceFolder): boolean {
  return a.uri.toString() === b.uri.toString();
}
