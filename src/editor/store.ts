import * as vscode from 'vscode';
import { FluxError } from '../base/errors';
import type { LogPort } from '../contracts/ports';
import type { StorePort } from '../contracts/store';
import { openStore } from '../node/store/sqliteStore';

const fileName = 'sessions.db';

/**
 * Opens the store of sessions in the workspace's storage folder, or in the extension's own where no folder is open.
 * @throws FluxError `store_failed`, `store_newer`
 */
export async function openVscodeStore(context: Pick<vscode.ExtensionContext, 'storageUri' | 'globalStorageUri' | 'extensionUri'>, log: LogPort): Promise<StorePort> {
  const folder = context.storageUri ?? context.globalStorageUri;
  try {
    await vscode.workspace.fs.createDirectory(folder);
  } catch (error) {
    throw new FluxError('store_failed', `The folder for Flux's sessions, ${folder.fsPath}, cannot be made. Check that the disk is writable and has room.`, { cause: error });
  }
  return openStore({
    file: vscode.Uri.joinPath(folder, fileName).fsPath,
    workerUrl: vscode.Uri.joinPath(context.extensionUri, 'dist', 'storeWorker.js').fsPath,
    onSetAside: (path) => log.warn(`The store of sessions was damaged. It was kept as ${path} and a new one was begun.`),
  });
}
