import * as vscode from 'vscode';
import { pathOf, type FoldersSource } from '../workspace/folder';

/**
 * Whether the editor holds anything that saving all files would write: neither untitled text nor settings being
 * changed.
 */
export function holdsUnsaved(): boolean {
  const { textDocuments, notebookDocuments } = vscode.workspace;
  if (
    [...textDocuments, ...notebookDocuments].some(
      ({ isDirty, isUntitled, uri }) => isDirty && !isUntitled && uri.scheme !== 'vscode-userdata',
    )
  )
    return true;
  // What an editor of another kind shows (a hex view, a diagram) is neither a text nor a notebook.
  return vscode.window.tabGroups.all.some(({ tabs }) => tabs.some((tab) => tab.isDirty && !isUntitled(tab)));
}

/**
 * Whether an editor that is no text editor holds unsaved changes of a file: text of ours below them would be set
 * against them.
 */
export function isDirtyElsewhere(uri: vscode.Uri): boolean {
  const key = uri.toString();
  if (vscode.workspace.notebookDocuments.some((notebook) => notebook.isDirty && notebook.uri.toString() === key))
    return true;
  return vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(
      ({ isDirty, input }) => isDirty && input instanceof vscode.TabInputCustom && input.uri.toString() === key,
    ),
  );
}

/** Whether the person's settings make the editor save before it runs a task, or ask whether to. */
export function savesBeforeTasks(): boolean {
  return vscode.workspace.getConfiguration('task').get<string>('saveBeforeRun') !== 'never';
}

/** Hears which files with unsaved text the editor saves from now on, until it is disposed of. */
export interface Saves extends vscode.Disposable {
  /** Those that were unsaved before, by their paths. */
  saved(folders: FoldersSource): string[];
}

/** @param typed what becomes unsaved from now on counts as well */
export function hearSaves(typed: 'typed' | 'before' = 'before'): Saves {
  const before = new Set(
    [...vscode.workspace.textDocuments, ...vscode.workspace.notebookDocuments]
      .filter(({ isDirty }) => isDirty)
      .map(({ uri }) => uri.toString()),
  );
  const saved = new Map<string, vscode.Uri>();
  const hear = ({ uri }: { readonly uri: vscode.Uri }) =>
    void (before.has(uri.toString()) && saved.set(uri.toString(), uri));
  const add = ({ document }: vscode.TextDocumentChangeEvent) =>
    void (document.isDirty && before.add(document.uri.toString()));
  const owned = [
    vscode.workspace.onDidSaveTextDocument(hear),
    vscode.workspace.onDidSaveNotebookDocument(hear),
    ...(typed === 'typed' ? [vscode.workspace.onDidChangeTextDocument(add)] : []),
  ];
  return {
    saved: (folders) => [...saved.values()].map((uri) => pathOf(folders, uri) ?? uri.fsPath).sort(),
    dispose: () => owned.forEach((each) => each.dispose()),
  };
}

function isUntitled({ input }: vscode.Tab): boolean {
  return (
    typeof input === 'object' &&
    input !== null &&
    'uri' in input &&
    input.uri instanceof vscode.Uri &&
    input.uri.scheme === 'untitled'
  );
}
