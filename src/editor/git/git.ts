import * as vscode from 'vscode';
import { FluxError } from '../../base/errors';
import type { GitPort } from '../../contracts/ports';
import type { FoldersSource } from '../workspace/folder';
import { commitPaths, turnCommit } from './commitFolders';
import { readDiff, readRecent, readState } from './readFolders';

/**
 * The repositories of the workspace's folders: through the editor's git extension where it has the repository open and
 * offers the call, else by the git program. (The extension gives no diff of several files against HEAD, cannot stage a
 * part of a file, commit some paths while others are staged, or take a commit back safely.)
 */
export function createVscodeGit({ folders }: { readonly folders: FoldersSource }): GitPort {
  return {
    async state(signal) {
      requireTrust();
      return readState(folders, signal);
    },
    async diff(options) {
      requireTrust();
      return readDiff(folders, options);
    },
    async recent(limit, signal) {
      requireTrust();
      return readRecent(folders, limit, signal);
    },
    async commit(options) {
      requireTrust();
      return commitPaths(folders, options);
    },
    async uncommit(commit, signal) {
      requireTrust();
      return turnCommit(folders, 'uncommit', commit, signal);
    },
    async recommit(commit, signal) {
      requireTrust();
      return turnCommit(folders, 'recommit', commit, signal);
    },
  };
}

/** A repository's own settings may name programs that git starts even to compare files. */
function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new FluxError(
    'untrusted',
    'Flux does not use Git in an untrusted workspace, because its settings may start programs. Trust ' +
      'the workspace (“Workspaces: Manage Workspace Trust”) first.',
  );
}
