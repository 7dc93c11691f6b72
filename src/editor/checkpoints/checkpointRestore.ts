import { chmod, lstat, rmdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { FluxError } from '../../base/errors';
import type { FileImage, Restoration } from '../../contracts/checkpoint';
import type { StorePort } from '../../contracts/store';
import { hashText } from '../../node/hash';
import { hashBytes } from '../../node/store/hashBytes';
import { readContent } from '../../node/tree/diskContent';
import { decodeBytes, unsavedText } from './checkpointText';
import { requireNoUnsavedNotebook } from '../files/currentText';
import { requireEncodable } from '../files/encodable';
import { encodeLike, encodingOf, kindOf, openDocument, readDisk, requireLossless } from '../files/fileBytes';
import { requireRoom, requireWritable } from '../files/filesWritable';
import { folderPathOf, type FoldersSource } from '../workspace/folder';
import { normaliseEol, replacements } from '../files/lineDiff';
import { rewriteKeepingEol } from '../files/lineEndings';

/** What checkpoints need: the folders, and where bytes are kept. */
export interface CheckpointDeps {
  readonly folders: FoldersSource;
  readonly store: Pick<StorePort, 'putBytes' | 'getBytes' | 'getText'>;
}

/** How long the editor may take to show what has been written to the disk, in ms. */
const showWaitMs = 2_000;

/**
 * Puts one file in place: its bytes where nothing is unsaved, its text in the editor's model where something is.
 * Nothing is formatted on the way, no editor opens.
 * @throws FluxError `outside_workspace`, `no_folder`, `stale`, `read_only`, `write_failed`, `unencodable`,
 * `store_failed`
 */
export async function restoreFile(
  { path: name, expect, image, text }: Restoration,
  { folders, store }: CheckpointDeps,
): Promise<vscode.Uri> {
  const { uri } = await folderPathOf(folders, name);
  const kind = await kindOf(uri);
  const now = await lookAt(uri, name);
  if (kind === 'directory') throw new FluxError('stale', `${name} is a folder now.`);
  if (now.key !== expect.key || now.unsaved !== expect.unsaved)
    throw new FluxError('stale', `${name} has just changed. Check it and try again.`);
  requireNoUnsavedNotebook(uri, name);
  const document = now.unsaved === undefined ? undefined : openDocument(uri);
  if (text !== undefined || !image) {
    if (document)
      await requireEncodable({ uri, name, text: text ?? '', before: document.getText(), encoding: document.encoding });
    await (document ? rewrite(document, text ?? '', name) : writeText(uri, name, text ?? ''));
    return uri;
  }
  if (image.key === null) {
    if (now.key !== null) await removeFile(uri, name);
    return uri;
  }
  const bytes = await store.getBytes(image.key);
  const unsaved = image.unsaved === undefined ? undefined : await store.getText(image.unsaved);
  if (!bytes || (image.unsaved !== undefined && unsaved === undefined))
    throw new FluxError('write_failed', `The earlier content of ${name} was too large to keep, or is no longer kept.`);
  if (document) {
    const written = await rewrite(document, unsaved ?? (await decodeBytes(bytes, uri)) ?? document.getText(), name);
    // What has become as it was saved counts as saved again, unless the person types in this moment.
    if (unsaved === undefined && document.getText() === written) await document.save();
  } else if (unsaved !== undefined) {
    await writeText(uri, name, unsaved);
    return uri;
  }
  if ((await lookAt(uri, name)).key !== image.key) await writeBytes(uri, name, bytes);
  if (image.mode !== undefined && image.mode !== now.mode) await chmod(uri.fsPath, image.mode);
  return uri;
}

/** Removes a folder unless something is in it. */
export async function removeEmptyFolder(name: string, folders: FoldersSource): Promise<void> {
  await rmdir((await folderPathOf(folders, name)).uri.fsPath);
}

/** Waits, but not for long, until clean documents hold what is on the disk: the editor hears of it a moment later. */
export async function showRestored(uris: readonly vscode.Uri[]): Promise<void> {
  await Promise.all(
    uris.map(async (uri) => {
      const document = openDocument(uri);
      if (!document || document.isDirty) return;
      const content = await readContent(uri.fsPath).catch(() => undefined);
      const raw = content && 'bytes' in content ? await decodeBytes(content.bytes, uri) : undefined;
      if (raw !== undefined) await untilItHolds(document, normaliseEol(raw));
    }),
  );
}

function untilItHolds(document: vscode.TextDocument, text: string): Promise<void> {
  const holds = () => document.isClosed || document.isDirty || normaliseEol(document.getText()) === text;
  if (holds()) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      heard.dispose();
      resolve();
    };
    const timer = setTimeout(finish, showWaitMs);
    const heard = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document && holds()) finish();
    });
  });
}

/** How a file stands now, without keeping anything. */
async function lookAt(uri: vscode.Uri, name: string): Promise<FileImage> {
  const content = await readContent(uri.fsPath).catch((error: unknown) => {
    throw new FluxError('read_only', `${name} cannot be read. Check its permissions.`, { cause: error });
  });
  const hash = () => (content && 'bytes' in content ? hashBytes(content.bytes) : null);
  const key = content && 'key' in content ? content.key : hash();
  const unsaved = unsavedText(uri);
  return { key, mode: content?.mode, ...(unsaved !== undefined && { unsaved: hashText(unsaved) }) };
}

/** Changes an open document by as little as possible, so that cursors stay; gives what it holds then. */
async function rewrite(document: vscode.TextDocument, text: string, name: string): Promise<string> {
  const before = document.getText();
  const after = document.eol === vscode.EndOfLine.CRLF ? text.replace(/\r?\n/g, '\r\n') : normaliseEol(text);
  if (before === after) return after;
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, text: part } of replacements(before, after))
    edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), part);
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new FluxError('write_failed', `The editor refused to change ${name}. Check that it is not read-only there.`);
  return after;
}

/**
 * Writes a text with the encoding and the line endings that the file has; not through a document, whose saving would
 * format it.
 */
async function writeText(uri: vscode.Uri, name: string, text: string): Promise<void> {
  const disk = await readDisk(uri, name);
  await requireLossless(disk, uri, name);
  await requireEncodable({ uri, name, text, before: disk.raw, encoding: await encodingOf(disk, uri) });
  await writeBytes(uri, name, await encodeLike(disk, rewriteKeepingEol(disk.raw, text), uri));
}

async function writeBytes(uri: vscode.Uri, name: string, bytes: Uint8Array): Promise<void> {
  const existing = await existingAbove(uri);
  await requireWritable(uri, existing, name);
  await requireRoom([{ name, existing, growth: bytes.length }]);
  await attempt(name, () => vscode.workspace.fs.writeFile(uri, bytes));
}

async function removeFile(uri: vscode.Uri, name: string): Promise<void> {
  // No tool makes links, so this one is the person's, and what it leads to as well.
  if ((await lstat(uri.fsPath).catch(() => undefined))?.isSymbolicLink())
    throw new FluxError('stale', `${name} is now a link that Flux did not create.`);
  await requireWritable(uri, path.dirname(uri.fsPath), name);
  await attempt(name, () => vscode.workspace.fs.delete(uri));
}

async function attempt(name: string, work: () => Thenable<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new FluxError(
      'write_failed',
      `${name} could not be written. Check that its folder exists and is not read-only.`,
      { cause: error },
    );
  }
}

/** The file, or the nearest folder above it that there is. */
async function existingAbove(uri: vscode.Uri): Promise<string> {
  for (let at = uri; ; at = vscode.Uri.joinPath(at, '..'))
    if ((await kindOf(at)) !== undefined || at.path === '/') return at.fsPath;
}
