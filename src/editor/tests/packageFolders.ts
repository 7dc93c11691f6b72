import * as vscode from 'vscode';
import { findPackages, manifestGlob } from '../../node/project/findPackages';
import { diskProject } from '../../node/testRunners/diskProject';
import { createVscodeSearch } from '../workspace/search';

/** With more packages than that nobody runs all tests one package after the other. */
const mostPackages = 500;

/** Folders of the packages that a project has, relative to it. */
export interface PackageFolders extends vscode.Disposable {
  in(folder: vscode.WorkspaceFolder): Promise<readonly string[]>;
}

/** Looks for them when they are asked for first, and again when a manifest was written or is gone. */
export function createPackageFolders(): PackageFolders {
  const known = new Map<string, Promise<readonly string[]>>();
  let watcher: vscode.FileSystemWatcher | undefined;
  const watch = (): vscode.FileSystemWatcher => {
    const made = vscode.workspace.createFileSystemWatcher(manifestGlob);
    const forget = () => known.clear();
    made.onDidCreate(forget);
    made.onDidChange(forget);
    made.onDidDelete(forget);
    return made;
  };
  return {
    in(folder) {
      watcher ??= watch();
      const key = folder.uri.toString();
      const found = known.get(key) ?? listPackages(folder);
      known.set(key, found);
      found.catch(() => known.delete(key));
      return found;
    },
    dispose: () => watcher?.dispose(),
  };
}

async function listPackages(folder: vscode.WorkspaceFolder): Promise<readonly string[]> {
  const lister = createVscodeSearch({ folders: () => [folder] });
  const { files } = await lister.listFiles(manifestGlob, mostPackages, new AbortController().signal);
  const { all } = await findPackages(files, diskProject(folder.uri.fsPath));
  return all.map(({ path }) => path);
}
