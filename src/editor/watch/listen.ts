import * as vscode from 'vscode';
import type { Change } from '../../contracts/watch';
import { onDidChangeSettings } from '../settings';
import { pathOf, type FoldersSource } from '../workspace/folder';

export interface ListenDeps {
  readonly folders: FoldersSource;
  readonly hear: (change: Change) => void;
  readonly typed: () => void;
  /** Whether Flux edits a document just now. */
  readonly isEditing: (document: vscode.TextDocument) => boolean;
  /** The person begins to run tests. */
  readonly busy: () => void;
  /** Something that held watchers back is over. */
  readonly free: () => void;
}

/** Where git writes when its state changes. */
const gitState = '**/.git/{HEAD,index,MERGE_HEAD,REBASE_HEAD,ORIG_HEAD,FETCH_HEAD}';

/** Tells watchers what happens in the window. Nothing runs while nothing happens. */
export function listen({ folders, hear, typed, isEditing, busy, free }: ListenDeps): vscode.Disposable {
  const pathIn = (uri: vscode.Uri) => (uri.scheme === 'file' ? pathOf(folders, uri) : undefined);
  const git = vscode.workspace.createFileSystemWatcher(gitState);
  const gitChanged = () => hear({ kind: 'git' });
  return vscode.Disposable.from(
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      const path = pathIn(uri);
      if (path !== undefined) hear({ kind: 'saved', paths: [path] });
    }),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      // What is read anew from the disk is not dirty: tests may rewrite an open file, and must not stop themselves. The
      // first change of a saved text is told twice: not dirty yet, and then without any change, dirty.
      if (document.isDirty && !isEditing(document) && pathIn(document.uri) !== undefined) typed();
    }),
    vscode.window.onDidChangeWindowState(({ focused }) => focused && free()),
    vscode.tasks.onDidStartTask(({ execution }) => isTest(execution.task) && busy()),
    vscode.tasks.onDidEndTask(free),
    vscode.workspace.onDidChangeWorkspaceFolders(() => hear({ kind: 'opened' })),
    vscode.workspace.onDidGrantWorkspaceTrust(() => hear({ kind: 'opened' })),
    onDidChangeSettings((affects) => {
      if (affects('watchers.enabled') || watched.some(affects)) hear({ kind: 'opened' });
    }),
    git,
    git.onDidChange(gitChanged),
    git.onDidCreate(gitChanged),
    git.onDidDelete(gitChanged),
  );
}

const watched = [
  'watchers.tests',
  'watchers.autofix',
  'watchers.git',
  'watchers.comments',
  'tests.command',
  'tests.framework',
] as const;

/** Whether a task of the person's that tests is at work. */
export function runsTestTask(): boolean {
  return vscode.tasks.taskExecutions.some(({ task }) => isTest(task));
}

function isTest({ group }: vscode.Task): boolean {
  return group?.id === vscode.TaskGroup.Test.id;
}
