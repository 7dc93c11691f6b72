import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { FluxError } from '../../base/errors';
import { requireWritable } from './filesWritable';

/** A place where a file may be made, or moved to. */
export interface FreePlace {
  /** Absolute paths of the folders that have to be made, outermost first. */
  readonly newFolders: readonly string[];
}

/**
 * Checks that nothing is at an address and that a file can be there.
 * @param vacated what other changes move away first, as absolute paths
 * @param from the file that comes here: on a disk that ignores case it may only change the case of its name
 * @throws FluxError `exists`, `read_only`
 */
export async function freePlace(
  uri: vscode.Uri,
  name: string,
  vacated: ReadonlySet<string>,
  from?: vscode.Uri,
): Promise<FreePlace> {
  const file = uri.fsPath;
  if (!vacated.has(file) && (await entryAt(file)) && !(from && (await isSameByAnotherName(from.fsPath, file)))) {
    throw new FluxError(
      'exists',
      `${name} already exists. ${from ? 'Move to another name' : 'Read it and edit it, or choose another name'}.`,
    );
  }
  const newFolders: string[] = [];
  let folder = path.dirname(file);
  for (; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const entry = await vscode.workspace.fs.stat(vscode.Uri.file(folder)).then(
      ({ type }) => type,
      () => undefined,
    );
    if (entry !== undefined && (entry & vscode.FileType.Directory) !== 0) break;
    if (entry !== undefined)
      throw new FluxError('exists', `${name} cannot be created: ${path.basename(folder)} is a file, not a folder.`);
    newFolders.unshift(folder);
  }
  await requireWritable(uri, folder, name);
  return { newFolders };
}

/**
 * Refuses a link where the file itself would be moved or deleted: what it points to would stay, or be lost track of.
 * @throws FluxError `is_link`, `stale` when it is gone
 */
export async function requireNoLink(uri: vscode.Uri, name: string): Promise<{ mode: number }> {
  const stats = await entryAt(uri.fsPath);
  if (!stats) throw new FluxError('stale', `${name} was deleted since it was read. Read it again and redo the change.`);
  if (stats.isSymbolicLink())
    throw new FluxError(
      'is_link',
      `${name} is a link to another file, so it was not moved or deleted. Name the file that it points to, or ` +
        `use a command.`,
    );
  return { mode: stats.mode & 0o7777 };
}

/** Whatever is there, links not followed. */
export async function entryAt(file: string): Promise<Stats | undefined> {
  return lstat(file).catch(() => undefined);
}

/** Whether a file has exactly this name; a disk that ignores case finds it by others too. */
export async function isListed(file: string): Promise<boolean> {
  return readdir(path.dirname(file)).then(
    (names) => names.includes(path.basename(file)),
    () => false,
  );
}

async function isSameByAnotherName(from: string, to: string): Promise<boolean> {
  return from.toLowerCase() === to.toLowerCase() && path.dirname(from) === path.dirname(to) && !(await isListed(to));
}
