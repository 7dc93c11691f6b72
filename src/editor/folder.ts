import path from 'node:path';
import * as vscode from 'vscode';
import { FluxError } from '../base/errors';

/** Gives the workspace folder that paths are relative to. */
export type FolderSource = () => vscode.WorkspaceFolder | undefined;

/** The first folder of the workspace, when it lies on a disk. */
export const workspaceRoot: FolderSource = () => vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');

/** The folder. @throws FluxError `no_folder` */
export function requireFolder(root: FolderSource): vscode.WorkspaceFolder {
  const folder = root();
  if (folder) return folder;
  throw new FluxError('no_folder', 'No folder is open. Open one with “File: Open Folder…” and try again.');
}

/** The address of a relative path. */
export function uriIn(folder: vscode.WorkspaceFolder, relativePath: string): vscode.Uri {
  return vscode.Uri.joinPath(folder.uri, ...relativePath.split('/'));
}

/** The path below the folder, with forward slashes; undefined for what lies elsewhere. */
export function pathIn(folder: vscode.WorkspaceFolder, uri: vscode.Uri): string | undefined {
  if (uri.scheme !== folder.uri.scheme) return undefined;
  const relative = path.relative(folder.uri.fsPath, uri.fsPath);
  if (relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) return undefined;
  return relative.split(path.sep).join('/');
}
