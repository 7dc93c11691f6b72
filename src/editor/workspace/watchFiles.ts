import * as vscode from 'vscode';
import type { FilePlace } from '../../contracts/ports';
import { pathOf, type FoldersSource } from './folder';

interface WatchFilesDeps {
  readonly folders: FoldersSource;
  readonly changed: (file: FilePlace) => void;
  /** Called when other folders are open, or what is to be indexed has changed. */
  readonly restart: () => void;
}

const settingsThatMatter = ['flux.index', 'files.exclude', 'search.exclude', 'files.associations'];

/** Tells of each file in the open folders that is written, made or removed, whoever does it. */
export function watchFiles({ folders, changed, restart }: WatchFilesDeps): vscode.Disposable {
  const tell = (uri: vscode.Uri) => {
    // Git writes there all the time.
    if (uri.scheme !== 'file' || /\/(?:\.git|node_modules)\//.test(uri.path)) return;
    const path = pathOf(folders, uri);
    if (path !== undefined) changed({ path, file: uri.fsPath });
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*');
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(tell),
    watcher.onDidCreate(tell),
    watcher.onDidDelete(tell),
    // Where nothing can be watched, what is saved here is seen all the same.
    vscode.workspace.onDidSaveTextDocument(({ uri }) => tell(uri)),
    vscode.workspace.onDidChangeWorkspaceFolders(restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (settingsThatMatter.some((setting) => event.affectsConfiguration(setting))) restart();
    }),
  );
}
