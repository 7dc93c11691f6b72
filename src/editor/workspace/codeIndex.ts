import * as vscode from 'vscode';
import type { FilesPort } from '../../contracts/files';
import type { SettingsPort } from '../../contracts/settings';
import { createCodeIndex, type CodeIndex } from '../../node/index/codeIndex';
import { createAskServers } from './codeIndexServers';
import { globsHiddenByPerson } from '../files/filesHidden';
import { outerPath, requireFolders, uriOf, workspaceFolders, type FoldersSource } from './folder';

const fileName = 'index.db';

export interface VscodeCodeIndexDeps {
  /** The folder that the workspace's sessions are stored in. */
  readonly storage: vscode.Uri;
  readonly extensionUri: vscode.Uri;
  readonly files: Pick<FilesPort, 'resolve'>;
  readonly settings: SettingsPort;
  readonly folders?: FoldersSource;
}

/** The code index of the workspace, with the symbols of language servers where these are present. */
export function createVscodeCodeIndex({
  storage,
  extensionUri,
  files,
  settings,
  folders = workspaceFolders,
}: VscodeCodeIndexDeps): CodeIndex {
  const placeOf = (path: string) => uriOf(folders, path);
  const index = createCodeIndex({
    file: vscode.Uri.joinPath(storage, fileName).fsPath,
    workerUrl: vscode.Uri.joinPath(extensionUri, 'dist', 'indexWorker.js').fsPath,
    maxFileKb: () => settings('index.maxFileKb'),
    askServers: createAskServers(placeOf),
    grammars: {
      appRoot: vscode.env.appRoot,
      runtime: vscode.Uri.joinPath(extensionUri, 'dist', 'web-tree-sitter.wasm').fsPath,
    },
    folders: () =>
      requireFolders(folders).map((folder, _, all) => ({
        root: folder.uri.fsPath,
        name: all.length > 1 ? outerPath(folders, folder, '.') : '',
        hidden: globsHiddenByPerson(folder.uri),
      })),
  });
  return {
    ...index,
    async update({ paths = [], ...options }) {
      const resolved = await Promise.all(paths.map((path) => files.resolve(path)));
      return index.update({ ...options, paths: resolved.includes('.') ? [] : resolved });
    },
  };
}
