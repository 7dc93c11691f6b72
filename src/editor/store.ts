import * as vscode from 'vscode';
import { FluxError } from '../base/errors';
import type { LogPort } from '../contracts/ports';
import type { StorePort } from '../contracts/store';
import { hashText } from '../node/hash';
import { openStore } from '../node/store/sqliteStore';

const fileName = 'sessions.db';

/** The folder for what Flux keeps of this workspace, below the extension's storage. */
export function storageFolder(context: Pick<vscode.ExtensionContext, 'globalStorageUri'>): vscode.Uri {
  const workspace = vscode.workspace.workspaceFile ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.Uri.joinPath(context.globalStorageUri, 'workspaces', workspace ? hashText(workspace.toString()) : 'none');
}

/**
 * Opens the store of this workspace's sessions, in a folder of its own below the extension's storage. Not in the
 * workspace's storage (`storageUri`): the editor gives a second window on the same folder, and a window that is reloaded
 * before its former extension host has ended, another one of those, and the sessions would seem to be gone.
 * @throws FluxError `store_failed`, `store_newer`
 */
export async function openVscodeStore(context: Pick<vscode.ExtensionContext, 'globalStorageUri' | 'extensionUri'>, log: LogPort): Promise<StorePort> {
  const folder = storageFolder(context);
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
