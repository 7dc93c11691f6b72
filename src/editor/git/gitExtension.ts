import * as vscode from 'vscode';

/**
 * The part of the git extension's exported API (version 1) that is used here. Source of names and numbers:
 * https://github.com/microsoft/vscode/blob/main/extensions/git/src/api/git.d.ts
 */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

interface GitApi {
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: vscode.Event<'uninitialized' | 'initialized'>;
  getRepository(uri: vscode.Uri): GitRepository | null;
  openRepository(root: vscode.Uri): Promise<GitRepository | null>;
}

export interface GitRepository {
  readonly rootUri: vscode.Uri;
  /** The message that the person is writing in the source control view. */
  readonly inputBox: { value: string };
  readonly state: {
    readonly HEAD?: { readonly name?: string; readonly commit?: string };
    /** Set while a rebase is under way: `commit` would go on with it then. */
    readonly rebaseCommit?: unknown;
    readonly mergeChanges: readonly GitExtensionChange[];
    readonly indexChanges: readonly GitExtensionChange[];
    readonly workingTreeChanges: readonly GitExtensionChange[];
    /** Empty where `git.untrackedChanges` is `mixed`, the default: they are among `workingTreeChanges` then. */
    readonly untrackedChanges?: readonly GitExtensionChange[];
  };
  status(): Promise<void>;
  commit(message: string, options?: { postCommitCommand?: string | null }): Promise<void>;
}

export interface GitExtensionChange {
  readonly uri: vscode.Uri;
  readonly renameUri?: vscode.Uri;
  /** A member of `Status`. */
  readonly status: number;
}

/** Members of `Status` that mean something other than “modified” or “conflict”. */
export const gitStatus = {
  indexAdded: 1,
  indexDeleted: 2,
  indexRenamed: 3,
  indexCopied: 4,
  deleted: 6,
  untracked: 7,
  ignored: 8,
  intentToAdd: 9,
  intentToRename: 10,
} as const;

/** How long the git extension may take to look for repositories, in ms. */
const startWaitMs = 5000;

/**
 * The repository that a folder lies in, as the git extension has it; undefined where git is switched off, the extension
 * is missing, or it does not open this repository. It may be one further out than git's own answer.
 */
export async function openGitRepository(folder: vscode.Uri): Promise<GitRepository | undefined> {
  try {
    const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
    const exported = await extension?.activate();
    if (!exported?.enabled) return undefined;
    const api = exported.getAPI(1);
    await initialised(api);
    const opened = api.getRepository(folder);
    if (opened?.rootUri.fsPath === folder.fsPath || !(await hasRepository(folder))) return opened ?? undefined;
    return (await api.openRepository(folder)) ?? opened ?? undefined;
  } catch {
    return undefined;
  }
}

/** Asked first: the extension would ask the person about a repository above the folder. */
function hasRepository(folder: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, '.git'))).then(
    () => true,
    () => false,
  );
}

function initialised(api: GitApi): Promise<void> {
  if (api.state === 'initialized') return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      registration.dispose();
      resolve();
    };
    const timer = setTimeout(finish, startWaitMs);
    const registration = api.onDidChangeState((state) => state === 'initialized' && finish());
  });
}
