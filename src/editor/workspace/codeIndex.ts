import * as vscode from 'vscode';
import type { FilesPort } from '../../contracts/files';
import type { SettingsPort } from '../../contracts/settings';
import { createCodeIndex, type CodeIndex } from '../../node/index/codeIndex';
import { createAskServers } from './codeIndexServers';
import { requireFolders, uriOf, workspaceFolders, type FoldersSource } from './folder';

const fileName = 'index.db';
/** More files than that are not indexed. */
const maxListed = 100_000;

export interface VscodeCodeIndexDeps {
  /** The folder that the workspace's sessions are stored in. */
  readonly storage: vscode.Uri;
  readonly extensionUri: vscode.Uri;
  /** Lists what is neither ignored nor hidden by the person. */
  readonly files: Pick<FilesPort, 'list' | 'resolve'>;
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
    async list(signal) {
      requireFolders(folders);
      const listed = await files.list('**/*', maxListed, signal);
      const open = folders(); // asked once, not for each of many thousand paths
      return {
        complete: listed.length < maxListed,
        files: listed.flatMap((path) => {
          const uri = uriOf(() => open, path);
          return uri ? [{ path, file: uri.fsPath }] : [];
        }),
      };
    },
  });
  return {
    ...index,
    async update({ paths = [], ...options }) {
      const resolved = await Promise.all(paths.map((path) => files.resolve(path)));
      return index.update({ ...options, paths: resolved.includes('.') ? [] : resolved });
    },
  };
}
