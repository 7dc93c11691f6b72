import * as vscode from 'vscode';
import { FluxError, isCancelled } from '../base/errors';
import type { GitChange, GitPort, GitState } from '../contracts/ports';
import { createGitCli } from '../node/gitCli';
import { untilAborted } from '../node/untilAborted';
import { requireFolder, pathIn, type FolderSource } from './folder';
import { commitInEditor, isUnder } from './gitCommit';
import { gitStatus, openGitRepository, type GitExtensionChange, type GitRepository } from './gitExtension';

/**
 * The workspace folder's repository: through the editor's git extension where it has the repository open and offers the
 * call, else by the git program. (The extension gives no diff of several files against HEAD, and cannot commit some
 * paths while others are staged.)
 */
export function createVscodeGit({ root }: { readonly root: FolderSource }): GitPort {
  const cli = () => createGitCli({ root: requireFolder(root).uri.fsPath });
  // A repository's own settings may name programs that git starts even to compare files.
  const requireTrust = () => {
    if (!vscode.workspace.isTrusted) throw new FluxError('untrusted', 'Git is not asked in a workspace that is not trusted, because its settings may start programs. Trust the workspace (“Workspaces: Manage Workspace Trust”) first.');
  };
  return {
    async state(signal) {
      requireTrust();
      const folder = requireFolder(root);
      const repository = await untilAborted(openGitRepository(folder.uri), signal);
      const untracked = vscode.workspace.getConfiguration('git', folder.uri).get<string>('untrackedChanges');
      // The extension does not tell what the person does not want to see.
      if (!repository || untracked === 'hidden') return cli().state(signal);
      try {
        await untilAborted(repository.status(), signal);
      } catch (error) {
        if (isCancelled(error)) throw error;
        return cli().state(signal);
      }
      return toState(repository, folder);
    },
    async diff(options) {
      requireTrust();
      return cli().diff(options);
    },
    async commit({ message, paths, signal }) {
      requireTrust();
      const folder = requireFolder(root);
      const repository = await untilAborted(openGitRepository(folder.uri), signal);
      const state = repository && (await cli().state(signal));
      if (!repository || !state || !canCommit(repository, state, paths)) return commitByProgram(cli(), { message, paths, signal }, repository);
      const changes = state.changes.filter(({ path }) => paths.some((place) => isUnder(path, place)));
      return commitInEditor(repository, { folder: folder.uri.fsPath, message, head: state.head, changes, signal });
    },
  };
}

/** Whether staging the paths and committing the index commits just the paths; what is already staged must stay as it is. */
function canCommit({ state: { rebaseCommit } }: GitRepository, { changes }: GitState, paths: readonly string[]): boolean {
  if (rebaseCommit) return false;
  return !changes.some(({ staged, kind }) => staged || kind === 'conflict') && changes.some(({ path }) => paths.some((place) => isUnder(path, place)));
}

async function commitByProgram(cli: GitPort, options: Parameters<GitPort['commit']>[0], repository: GitRepository | undefined): ReturnType<GitPort['commit']> {
  try {
    return await cli.commit(options);
  } finally {
    // So that the source control view shows it at once; a failure there does not undo the commit.
    void repository?.status().catch(() => undefined);
  }
}

function toState({ state }: GitRepository, folder: vscode.WorkspaceFolder): GitState {
  const changes = new Map<string, GitChange>();
  const note = (list: readonly GitExtensionChange[] | undefined, group: 'conflict' | 'index' | 'tree') => {
    for (const change of list ?? []) {
      const path = pathIn(folder, change.renameUri ?? change.uri);
      if (path === undefined || change.status === gitStatus.ignored) continue;
      const known = changes.get(path);
      const kind = group === 'conflict' ? 'conflict' : kindOf(change.status);
      // Both staged and changed since: one entry, as `git status` has it.
      changes.set(path, known ? { ...known, kind: kind === 'deleted' ? kind : known.kind } : { path, kind, staged: group === 'index' });
    }
  };
  note(state.mergeChanges, 'conflict');
  note(state.indexChanges, 'index');
  note(state.workingTreeChanges, 'tree');
  note(state.untrackedChanges, 'tree');
  return { branch: state.HEAD?.name, head: state.HEAD?.commit, changes: [...changes.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

function kindOf(status: number): GitChange['kind'] {
  switch (status) {
    case gitStatus.untracked:
      return 'untracked';
    case gitStatus.indexAdded:
    case gitStatus.indexCopied:
    case gitStatus.intentToAdd:
      return 'added';
    case gitStatus.indexDeleted:
    case gitStatus.deleted:
      return 'deleted';
    case gitStatus.indexRenamed:
    case gitStatus.intentToRename:
      return 'renamed';
    default:
      return 'modified';
  }
}
