import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { BugError, FluxError } from '../base/errors';
import type { FileChange } from '../contracts/files';
import { hashText } from '../node/hash';
import { readCurrent, requireNoUnsavedNotebook } from './currentText';
import { encodeLike, kindOf, requireLossless, sameBytes, type DiskFile } from './fileBytes';
import { hasMixedEol, rewriteKeepingEol } from './lineEndings';
import { countLines, diffHunks, normaliseEol } from './lineDiff';

interface TargetBase {
  readonly change: FileChange;
  readonly uri: vscode.Uri;
  readonly added: number;
  readonly removed: number;
}

/** A change that has been checked, and the way it will be made. */
export type Target =
  /** A new file. */
  | (TargetBase & { readonly way: 'create'; readonly bytes: Uint8Array; readonly newFolders: readonly string[] })
  /** Through the editor's model of the file. */
  | (TargetBase & { readonly way: 'edit'; readonly document: vscode.TextDocument; readonly before: string; readonly wasDirty: boolean })
  /** Straight to the disk: the editor would change lines that are not to be touched. */
  | (TargetBase & { readonly way: 'disk'; readonly disk: DiskFile; readonly bytes: Uint8Array })
  /** The text is already there. */
  | (TargetBase & { readonly way: 'none'; readonly wasDirty: boolean });

/** How long the editor may take to notice that a file has changed on the disk, in ms: one it shows, one it only knows. */
const reloadWaitMs = 3000;
const hiddenReloadWaitMs = 400;
const settleMs = 300;

/** Checks one change against the present state. Touches nothing. @throws FluxError as `FilesPort.apply` */
export async function toTarget(change: FileChange, uri: vscode.Uri): Promise<Target> {
  const kind = await kindOf(uri);
  if (kind === 'directory') throw new FluxError('is_directory', `${change.path} is a folder. Name a file in it.`);
  if (change.expect === null) {
    if (kind === 'file') throw new FluxError('exists', `${change.path} already exists. Read it and edit it, or choose another name.`);
    return toNewFile(change, uri);
  }
  const current = await readCurrent(uri, change.path).catch((error: unknown) => {
    throw FluxError.is(error, 'not_found') ? stale(change.path, 'was deleted') : error;
  });
  if (current.hash !== change.expect) throw stale(change.path, 'has changed');
  requireNoUnsavedNotebook(uri, change.path);
  const base = { change, uri, ...countLines(diffHunks(current.text, change.text)) };
  if (current.text === change.text) return { ...base, way: 'none', wasDirty: current.dirty };
  await requireWritable(uri.fsPath, change.path);
  if (!current.disk) return { ...base, way: 'edit', document: await openForEdit(uri, change.path), before: current.text, wasDirty: true };
  await requireLossless(current.disk, uri, change.path);
  if (!hasMixedEol(current.disk.raw)) {
    const document = await openForEdit(uri, change.path);
    if (await holds(document, current.text)) return { ...base, way: 'edit', document, before: current.text, wasDirty: document.isDirty };
    if (document.isDirty) throw stale(change.path, 'has changed');
  }
  const bytes = await encodeLike(current.disk, rewriteKeepingEol(current.disk.raw, change.text), uri);
  return { ...base, way: 'disk', disk: current.disk, bytes };
}

/** Whether a target still stands as it was checked. */
export async function isUnchanged(target: Target): Promise<boolean> {
  switch (target.way) {
    case 'create':
      return (await kindOf(target.uri)) === undefined;
    case 'edit':
      return normaliseEol(target.document.getText()) === target.before && target.document.isDirty === target.wasDirty;
    case 'disk':
      return sameBytes(await vscode.workspace.fs.readFile(target.uri), target.disk.bytes);
    case 'none':
      return hashText((await readCurrent(target.uri, target.change.path)).text) === target.change.expect;
  }
}

/** That a file is not what the change was made for. */
export function stale(name: string, what: string): FluxError {
  return new FluxError('stale', `${name} ${what} since it was read. Read it again and make the change anew.`);
}

/** Each path may be changed once in one go. */
export function requireDistinct(changes: readonly { readonly path: string }[]): void {
  const seen = new Set<string>();
  for (const { path: name } of changes) {
    if (seen.has(name)) throw new BugError(`Two changes of ${name} in one go.`);
    seen.add(name);
  }
}

async function toNewFile(change: FileChange, uri: vscode.Uri): Promise<Target> {
  const newFolders: string[] = [];
  let folder = path.dirname(uri.fsPath);
  for (; ; folder = path.dirname(folder)) {
    const kind = await kindOf(vscode.Uri.file(folder));
    if (kind === 'file') throw new FluxError('exists', `${change.path} cannot be made: ${path.basename(folder)} is a file, not a folder.`);
    if (kind === 'directory' || folder === path.dirname(folder)) break;
    newFolders.unshift(folder);
  }
  await requireWritable(folder, change.path);
  const eol = vscode.workspace.getConfiguration('files', uri).get<string>('eol');
  const usesCrlf = eol === '\r\n' || (eol !== '\n' && process.platform === 'win32');
  const bytes = await vscode.workspace.encode(usesCrlf ? change.text.replaceAll('\n', '\r\n') : change.text, { uri });
  return { change, uri, way: 'create', bytes, newFolders, ...countLines(diffHunks('', change.text)) };
}

async function requireWritable(fsPath: string, name: string): Promise<void> {
  try {
    await access(fsPath, constants.W_OK);
  } catch (error) {
    throw new FluxError('read_only', `${name} cannot be written: it, or its folder, is read-only for you. Change its permissions and try again.`, { cause: error });
  }
}

async function openForEdit(uri: vscode.Uri, name: string): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    throw new FluxError('binary', `The editor cannot open ${name} as text.`, { cause: error });
  }
}

/** Whether the document holds this text, waiting for the editor to take up what has just been written to the disk. */
async function holds(document: vscode.TextDocument, text: string): Promise<boolean> {
  const matches = () => normaliseEol(document.getText()) === text;
  if (matches()) return true;
  await new Promise<void>((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      registration.dispose();
      resolve();
    };
    const timer = setTimeout(finish, isShown(document.uri) ? reloadWaitMs : hiddenReloadWaitMs);
    const registration = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && matches()) finish();
    });
  });
  // The editor hears of one write several times; before the last it would take its own save for a conflict.
  await sleep(settleMs);
  return matches();
}

function isShown(uri: vscode.Uri): boolean {
  const key = uri.toString();
  return vscode.window.tabGroups.all.some((group) => group.tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === key));
}
