import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposables';
import type { FileTouch, TreeWatch } from '../../contracts/checkpoint';
import type { PutBytes } from '../../node/tree/diskContent';
import { watchFolder, type FolderWatch } from '../../node/tree/watchTree';
import { outerPath, pathIn, requireFolders, uriIn, type FoldersSource } from '../workspace/folder';

interface Watched {
  readonly folder: vscode.WorkspaceFolder;
  readonly watch: FolderWatch;
}

/** Notes the state of all folders, and what the person does to files in the editor until it is asked what changed. */
export async function watchFolders(folders: FoldersSource, put: PutBytes, signal: AbortSignal): Promise<TreeWatch> {
  const person = listenToPerson();
  const watched: Watched[] = [];
  const dispose = async () => {
    person.dispose();
    await Promise.all(watched.splice(0).map(({ watch }) => watch.dispose()));
  };
  try {
    for (const folder of requireFolders(folders))
      watched.push({ folder, watch: await watchFolder(folder.uri.fsPath, put, signal) });
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    /** @param own files that were saved in the editor and are the tool's all the same */
    async finish(own: readonly string[] = []) {
      const touched: FileTouch[] = [];
      const unkept: string[] = [];
      try {
        for (const { folder, watch } of watched) {
          const outer = (inner: string) => outerPath(folders, folder, inner);
          const isOthers = (inner: string) => {
            const uri = uriIn(folder, inner);
            return (person.has(uri) && !own.includes(outer(inner))) || innermost(folders, uri) !== folder;
          };
          const changes = await watch.finish(isOthers);
          touched.push(
            ...changes.touched.map((touch) => ({
              ...touch,
              path: outer(touch.path),
              ...(touch.madeFolders && { madeFolders: touch.madeFolders.map(outer) }),
            })),
          );
          unkept.push(...changes.unkept.map(outer));
        }
        return { touched, unkept };
      } finally {
        await dispose();
      }
    },
    dispose: () => void dispose(),
  };
}

/** Of folders that lie in each other, the one that a file is called after. */
function innermost(folders: FoldersSource, uri: vscode.Uri): vscode.WorkspaceFolder | undefined {
  return folders()
    .filter((folder) => pathIn(folder, uri) !== undefined)
    .reduce<vscode.WorkspaceFolder | undefined>(
      (best, folder) => (best && best.uri.path.length >= folder.uri.path.length ? best : folder),
      undefined,
    );
}

/** Knows the files that were saved, made, moved or deleted in the editor, and what lay in folders that were. */
function listenToPerson(): vscode.Disposable & { has(uri: vscode.Uri): boolean } {
  const changed = new Set<string>();
  const add = (...uris: readonly vscode.Uri[]) => uris.forEach((uri) => changed.add(uri.toString()));
  const owned = new DisposableStore();
  owned.add(vscode.workspace.onDidSaveTextDocument(({ uri }) => add(uri)));
  owned.add(vscode.workspace.onDidSaveNotebookDocument(({ uri }) => add(uri)));
  owned.add(vscode.workspace.onDidCreateFiles(({ files }) => add(...files)));
  owned.add(vscode.workspace.onDidDeleteFiles(({ files }) => add(...files)));
  owned.add(
    vscode.workspace.onDidRenameFiles(({ files }) => files.forEach(({ oldUri, newUri }) => add(oldUri, newUri))),
  );
  return {
    dispose: () => owned.dispose(),
    has(uri) {
      for (let at = uri; ; at = vscode.Uri.joinPath(at, '..')) {
        if (changed.has(at.toString())) return true;
        if (at.path === '/' || at.path === '') return false;
      }
    },
  };
}
