import path from 'node:path';
import * as vscode from 'vscode';
import { FluxError } from '../base/errors';
import type { LogPort } from '../contracts/ports';
import type { StorePort } from '../contracts/store';
import { hashText } from '../node/hash';
import { findHome, rememberOffered, storeName, type Offer } from '../node/store/storeHome';
import { openStore } from '../node/store/sqliteStore';

type Storage = Pick<vscode.ExtensionContext, 'globalStorageUri'>;

const keyOf = (uri: vscode.Uri | undefined) => (uri ? hashText(uri.toString()) : 'none');
const rootOf = (context: Storage) => vscode.Uri.joinPath(context.globalStorageUri, 'workspaces');

/** The folder for what Flux can make again of this workspace, below the extension's storage. */
export function storageFolder(context: Storage): vscode.Uri {
  return vscode.Uri.joinPath(
    rootOf(context),
    keyOf(vscode.workspace.workspaceFile ?? vscode.workspace.workspaceFolders?.[0]?.uri),
  );
}

/** The store of this workspace's sessions, and sessions of other stores that may be wanted here. */
export interface FoundStore {
  readonly store: StorePort;
  /** The folder in which windows that have the store open tell of themselves. */
  readonly windows: string;
  /** Sessions that do not say their folders were made with the first folder alone. */
  readonly alone: boolean;
  readonly offers: readonly Offer[];
  /** Remembers that they have been offered. */
  offered(): Promise<void>;
}

/**
 * Opens the store of the first open folder's sessions, in a folder of its own below the extension's storage. Not in the
 * workspace's storage (`storageUri`): the editor gives a second window on the same folder, and a window that is
 * reloaded before its former extension host has ended, another one of those; and a folder that is moved, or joined by
 * another.
 * @throws FluxError `store_failed`, `store_newer`
 */
export async function openVscodeStore(
  context: Storage & Pick<vscode.ExtensionContext, 'extensionUri'>,
  log: LogPort,
): Promise<FoundStore> {
  const root = rootOf(context);
  const home = await homeOf(root).catch((error: unknown) => {
    throw new FluxError(
      'store_failed',
      `The folder for Flux's sessions, ${root.fsPath}, cannot be created. ` +
        `Check that the disk is writable and has free space.`,
      { cause: error },
    );
  });
  const store = await openStore({
    file: home.file,
    workerUrl: vscode.Uri.joinPath(context.extensionUri, 'dist', 'storeWorker.js').fsPath,
    onSetAside: (path) =>
      log.warn(`The store of sessions was damaged. It was kept as ${path} and a new one was begun.`),
  });
  return {
    store,
    windows: path.join(path.dirname(home.file), 'open'),
    alone: home.alone,
    offers: home.offers,
    offered: () =>
      rememberOffered(
        root.fsPath,
        home.key,
        home.offers.map(({ key }) => key),
      ),
  };
}

async function homeOf(
  root: vscode.Uri,
): Promise<{ file: string; key: string; alone: boolean; offers: readonly Offer[] }> {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const [first, ...others] = workspaceFolders.filter(({ uri }) => uri.scheme === 'file');
  if (first) {
    return findHome({
      root: root.fsPath,
      folder: first.uri.fsPath,
      others: others.map(({ uri }) => uri.fsPath),
      oldFolderKeys: [keyOf(first.uri)],
      ...(workspaceFile && { oldWorkspaceKey: keyOf(workspaceFile) }),
    });
  }
  // No folder, or one that lies on no disk, which nothing can be moved on.
  const key = keyOf(workspaceFile ?? workspaceFolders[0]?.uri);
  const folder = vscode.Uri.joinPath(root, key);
  await vscode.workspace.fs.createDirectory(folder);
  return { key, file: vscode.Uri.joinPath(folder, storeName).fsPath, alone: false, offers: [] };
}
