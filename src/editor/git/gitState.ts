import type * as vscode from 'vscode';
import type { GitChange, GitState } from '../../contracts/ports';
import { pathIn } from '../workspace/folder';
import { gitStatus, type GitExtensionChange, type GitRepository } from './gitExtension';

/** What the git extension tells of a folder. Call its `status` first. */
export function readEditorState({ state }: GitRepository, folder: vscode.WorkspaceFolder): GitState {
  const changes = new Map<string, GitChange>();
  const note = (list: readonly GitExtensionChange[] | undefined, group: 'conflict' | 'index' | 'tree') => {
    for (const change of list ?? []) {
      const path = pathIn(folder, change.renameUri ?? change.uri);
      if (path === undefined || change.status === gitStatus.ignored) continue;
      const known = changes.get(path);
      const kind = group === 'conflict' ? 'conflict' : kindOf(change.status);
      // Both staged and changed since: one entry, as `git status` has it.
      changes.set(
        path,
        known ? { ...known, kind: kind === 'deleted' ? kind : known.kind } : { path, kind, staged: group === 'index' },
      );
    }
  };
  note(state.mergeChanges, 'conflict');
  note(state.indexChanges, 'index');
  note(state.workingTreeChanges, 'tree');
  note(state.untrackedChanges, 'tree');
  return {
    branch: state.HEAD?.name,
    head: state.HEAD?.commit,
    changes: [...changes.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
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
