import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import { FluxError, isCancelled } from '../../base/errors';
import type { CommitFacts } from '../../contracts/checkpoint';
import type { GitChange, GitPort, GitState } from '../../contracts/ports';
import { createGitCli } from '../../node/git/gitCli';
import { toGitError } from '../../node/git/gitErrors';
import { isMixed, mixedError } from '../../node/git/gitOwn';
import { openRepository } from '../../node/git/gitRepository';
import { untilAborted } from '../../node/untilAborted';
import { pathIn, requireFolders, type FoldersSource } from '../workspace/folder';
import { createEditorCommitter } from './gitCommit';
import { openGitRepository, type GitRepository } from './gitExtension';
import { folderPathOf, outerPrefix, repositoryOf, type FolderRepository } from './gitFolders';
import { readEditorState } from './gitState';

/**
 * The repositories of the workspace's folders: through the editor's git extension where it has the repository open and
 * offers the call, else by the git program. (The extension gives no diff of several files against HEAD, cannot stage a
 * part of a file, commit some paths while others are staged, or take a commit back safely.)
 */
export function createVscodeGit({ folders }: { readonly folders: FoldersSource }): GitPort {
  // A repository's own settings may name programs that git starts even to compare files.
  const requireTrust = () => {
    if (!vscode.workspace.isTrusted)
      throw new FluxError(
        'untrusted',
        'Git is not asked in a workspace that is not trusted, because its settings may start programs. Trust ' +
          'the workspace (“Workspaces: Manage Workspace Trust”) first.',
      );
  };
  const cliOf = (folder: vscode.WorkspaceFolder) => createGitCli({ root: folder.uri.fsPath });

  async function stateOf(folder: vscode.WorkspaceFolder, signal?: AbortSignal): Promise<GitState | undefined> {
    const repository = await untilAborted(openOwnRepository(folder.uri), signal);
    const untracked = vscode.workspace.getConfiguration('git', folder.uri).get<string>('untrackedChanges');
    // The extension does not tell what the person does not want to see.
    if (!repository || untracked === 'hidden') return cliOf(folder).state(signal);
    try {
      await untilAborted(repository.status(), signal);
    } catch (error) {
      if (isCancelled(error)) throw error;
      return cliOf(folder).state(signal);
    }
    return readEditorState(repository, folder);
  }

  /** By a commit's paths; one without any is looked for. */
  async function repositoryOfCommit(commit: CommitFacts, signal?: AbortSignal): Promise<FolderRepository> {
    if (commit.paths.length > 0) return repositoryOf(folders, commit.paths.slice(0, 1), signal);
    for (const folder of requireFolders(folders)) {
      const has = await openRepository(folder.uri.fsPath, signal).then(
        ({ git }) => git(['cat-file', '-e', commit.hash]),
        () => undefined,
      );
      if (has !== undefined) return repositoryOf(folders, [outerPrefix(folders, folder) || '.'], signal);
    }
    return repositoryOf(folders, [], signal);
  }

  async function turn(
    commit: CommitFacts,
    signal: AbortSignal | undefined,
    how: 'uncommit' | 'recommit',
  ): Promise<{ done: boolean; why?: string }> {
    requireTrust();
    const repository = await repositoryOfCommit(commit, signal).catch(rethrowGit);
    try {
      return await repository.cli({})[how](commit, signal);
    } finally {
      refresh(await openOwnRepository(repository.folder.uri));
    }
  }

  return {
    async state(signal) {
      requireTrust();
      const all = requireFolders(folders);
      const states = await Promise.all(
        all.map(async (folder) => ({ prefix: outerPrefix(folders, folder), state: await stateOf(folder, signal) })),
      );
      const known = states.flatMap(({ prefix, state }) => (state ? [{ prefix, state }] : []));
      if (known.length === 0) return undefined;
      const changes = new Map<string, GitChange>();
      for (const { prefix, state } of known)
        for (const change of state.changes)
          changes.set(prefix + change.path, { ...change, path: prefix + change.path });
      const { branch, head } = known[0]?.state ?? {};
      return { branch, head, changes: [...changes.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) };
    },
    async diff({ paths = [], ...options }) {
      requireTrust();
      const all = requireFolders(folders);
      const asked = paths.map((path) => folderPathOf(folders, path));
      const diffs: string[] = [];
      for (const folder of all) {
        const inner = asked.filter((each) => isSame(each.folder, folder)).map((each) => each.inner);
        if (paths.length > 0 ? inner.length === 0 : await isPartOfAnother(folder, all)) continue;
        try {
          diffs.push(
            await createGitCli({ root: folder.uri.fsPath, called: outerPrefix(folders, folder) }).diff({
              ...options,
              ...(inner.length > 0 && { paths: inner }),
            }),
          );
        } catch (error) {
          // Among several folders one may be in no repository, and a revision may be another one's.
          if (all.length === 1 || paths.length > 0 || !FluxError.is(error, 'no_repository')) throw error;
        }
      }
      return diffs.filter(Boolean).join('');
    },
    async recent(limit, signal) {
      requireTrust();
      const found = new Map<string, Awaited<ReturnType<GitPort['recent']>>[number]>();
      for (const folder of requireFolders(folders)) {
        const prefix = outerPrefix(folders, folder);
        for (const commit of await cliOf(folder).recent(limit, signal)) {
          const paths = commit.paths.map((path) => prefix + path);
          found.set(commit.hash, {
            ...commit,
            paths: [...new Set([...(found.get(commit.hash)?.paths ?? []), ...paths])],
          });
        }
      }
      return [...found.values()].sort((a, b) => b.at - a.at).slice(0, limit);
    },
    async commit({ message, paths, own = [], branch, signal }) {
      requireTrust();
      const repository = await repositoryOf(folders, paths, signal).catch(rethrowGit);
      const opened = await untilAborted(openOwnRepository(repository.folder.uri), signal);
      // With a rebase under way the extension's commit would go on with it.
      const committer = opened && !opened.state.rebaseCommit ? createEditorCommitter(opened) : undefined;
      const inside = new Set(paths.map((path) => folderPathOf(folders, path).folder.uri.toString()));
      const mine = own
        .filter(({ path }) => inside.has(folderPathOf(folders, path).folder.uri.toString()))
        .map((change) => ({ ...change, path: repository.toInner(change.path) }));
      try {
        const done = await repository.cli({ ...(committer && { committer }) }).commit({
          message,
          paths: paths.map((path) => repository.toInner(path)),
          own: mine,
          ...(branch !== undefined && { branch }),
          ...(signal && { signal }),
        });
        const outer = (list: readonly string[]) => list.flatMap((path) => repository.toOuter(path) ?? []);
        return { ...done, paths: outer(done.paths), ...(done.partly && { partly: outer(done.partly) }) };
      } catch (error) {
        throw isMixed(error) ? mixedError(error.paths.flatMap((path) => repository.toOuter(path) ?? [])) : error;
      } finally {
        refresh(opened);
      }
    },
    uncommit: (commit, signal) => turn(commit, signal, 'uncommit'),
    recommit: (commit, signal) => turn(commit, signal, 'recommit'),
  };
}

/** The repository that the extension has open for a folder, if it is the one that git itself finds there. */
async function openOwnRepository(folder: vscode.Uri): Promise<GitRepository | undefined> {
  const repository = await openGitRepository(folder);
  if (!repository || repository.rootUri.fsPath === folder.fsPath) return repository;
  const real = (path: string) => realpath(path).catch(() => path);
  const top = await openRepository(folder.fsPath).then(
    (found) => real(found.top),
    () => undefined,
  );
  return top !== undefined && (await real(repository.rootUri.fsPath)) === top ? repository : undefined;
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

/** So that the source control view shows at once what was done; a failure there undoes nothing. */
function refresh(repository: GitRepository | undefined): void {
  void repository?.status().catch(() => undefined);
}

function rethrowGit(error: unknown): never {
  throw toGitError(error);
}
