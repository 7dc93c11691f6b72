import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { firstFolder, workspaceFolders } from '../../../src/editor/workspace/folder';

/** Never fires. */
export const noSignal = new AbortController().signal;

/** The folder that the scene has open. */
export const root = workspaceFolders;
export const folders = workspaceFolders;

export function absolute(path: string): string {
  return join(firstFolder(root).uri.fsPath, path);
}

export function uriOf(path: string): vscode.Uri {
  return vscode.Uri.file(absolute(path));
}

/** Writes to the disk, behind the editor's back. */
export async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(absolute(path)), { recursive: true });
  await writeFile(absolute(path), content);
}

/** The disk's bytes as Latin-1 text, so that every byte shows. */
export async function bytesOf(path: string): Promise<string> {
  return (await readFile(absolute(path))).toString('latin1');
}

export async function removeAll(...paths: string[]): Promise<void> {
  for (const path of paths) await rm(absolute(path), { recursive: true, force: true });
}

/** Closes every editor and forgets unsaved text. */
export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter(
    (each) => each.isDirty && vscode.workspace.getWorkspaceFolder(each.uri),
  )) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

export { until } from '../../harness/until.mjs';

/** For `assert.rejects`: an error with this reason. */
export const reason =
  (expected: string) =>
  (error: unknown): true => {
    assert.equal((error as { reason?: string }).reason, expected, String(error));
    return true;
  };
