import path from 'node:path';
import * as vscode from 'vscode';
import { FluxError } from '../../base/errors';
import { resolveInside } from '../../node/containment';
import { realName, relativeByName } from '../../node/realNames';

/** Gives the workspace's folders that lie on a disk, in the editor's order. */
export type FoldersSource = () => readonly vscode.WorkspaceFolder[];

/** Where a path leads. */
export interface FolderPath {
  readonly folder: vscode.WorkspaceFolder;
  /** Relative to that folder, forward slashes; `.` for the folder itself. */
  readonly inner: string;
  /** As everybody calls it: prefixed with the folder's name where there are several folders. */
  readonly path: string;
  readonly uri: vscode.Uri;
}

/** The open folders that lie on a disk. */
export const workspaceFolders: FoldersSource = () =>
  (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');

/** The folders. @throws FluxError `no_folder` */
export function requireFolders(folders: FoldersSource): readonly [vscode.WorkspaceFolder, ...vscode.WorkspaceFolder[]] {
  const [first, ...others] = folders();
  if (first) return [first, ...others];
  const elsewhere = vscode.workspace.workspaceFolders?.[0];
  if (elsewhere)
    throw new FluxError(
      'no_folder',
      `The folder ${elsewhere.name} is on “${elsewhere.uri.scheme}:”, where Flux cannot work. Open a folder ` +
        `on a disk, or install Flux where the folder is.`,
    );
  throw new FluxError('no_folder', 'No folder is open. Open one with “File: Open Folder…” and try again.');
}

/** Where several folders are open, the one that counts for what names no path. @throws FluxError `no_folder` */
export function firstFolder(folders: FoldersSource): vscode.WorkspaceFolder {
  return requireFolders(folders)[0];
}

/**
 * Checks a path and finds its folder. Links are followed, so that none leads out.
 * @throws FluxError `no_folder`; `outside_workspace` when it leaves the folder, lies in a `.git`, or names no open
 * folder
 */
export async function folderPathOf(folders: FoldersSource, given: string): Promise<FolderPath> {
  const [first, ...others] = requireFolders(folders);
  if (others.length === 0) {
    const inner = await resolveInside(first.uri.fsPath, given);
    return { folder: first, inner, path: inner, uri: uriIn(first, inner) };
  }
  const all = [first, ...others];
  if (path.isAbsolute(given)) {
    const holders = all.filter((candidate) => relativeByName(candidate.uri.fsPath, given) !== undefined);
    const [nearest] = holders.sort((a, b) => realName(b.uri.fsPath).length - realName(a.uri.fsPath).length);
    if (nearest) {
      const inner = await resolveInside(nearest.uri.fsPath, given);
      return {
        folder: nearest,
        inner,
        path: inner === '.' ? prefixOf(all, nearest) : `${prefixOf(all, nearest)}/${inner}`,
        uri: uriIn(nearest, inner),
      };
    }
  }
  const [name = '', ...rest] = given.replace(/^(\.\/)+/, '').split(/[/\\]/);
  const folder = all.find((candidate) => prefixOf(all, candidate) === name);
  if (!folder) {
    const names = all.map((candidate) => prefixOf(all, candidate));
    throw new FluxError(
      'outside_workspace',
      `“${given}” names no open folder. The workspace has several: ${names.join(', ')}. Begin the path with ` +
        `the name of one, such as ${names[0]}/src/app.ts.`,
    );
  }
  const inner = await resolveInside(folder.uri.fsPath, rest.join('/') || '.');
  return { folder, inner, path: inner === '.' ? name : `${name}/${inner}`, uri: uriIn(folder, inner) };
}

/**
 * The address that a path speaks of, for showing; undefined when it names no open folder or leaves it. Links are not
 * followed.
 */
export function uriOf(folders: FoldersSource, path: string): vscode.Uri | undefined {
  if (path.split('/').includes('..')) return undefined;
  const all = folders();
  const [only, ...others] = all;
  if (others.length === 0) return only && uriIn(only, path);
  const [name, ...rest] = path.split('/');
  const folder = all.find((candidate) => prefixOf(all, candidate) === name);
  return folder && uriIn(folder, rest.join('/') || '.');
}

/** How a path inside a folder is called everywhere else. */
export function outerPath(folders: FoldersSource, folder: vscode.WorkspaceFolder, inner: string): string {
  const all = folders();
  if (all.length < 2) return inner;
  return inner === '.' ? prefixOf(all, folder) : `${prefixOf(all, folder)}/${inner}`;
}

/** The folders by the names that paths begin with where there are several. */
export function folderNames(folders: FoldersSource): string[] {
  const all = folders();
  return all.map((folder) => prefixOf(all, folder));
}

/**
 * The folder alone in which a session worked that was made while only one was open; undefined: all that are open.
 * @throws FluxError `other_folders` where those of the session are not open
 */
export function folderOfSession(
  all: readonly vscode.WorkspaceFolder[],
  names: readonly string[] | undefined,
  isPlaced: boolean,
): vscode.WorkspaceFolder | undefined {
  if (names === undefined || names.length === 0) return undefined;
  const open = all.map((folder) => prefixOf(all, folder));
  if (names.length === 1) {
    const named = all[open.indexOf(names[0] ?? '')];
    // A session of this folder's own store, which may have been renamed since.
    const folder = named ?? (isPlaced ? undefined : all[0]);
    if (!folder) throw otherFolders(names);
    return all.length > 1 ? folder : undefined;
  }
  if (all.length < 2 || names.some((name) => !open.includes(name))) throw otherFolders(names);
  return undefined;
}

function otherFolders(names: readonly string[]): FluxError {
  return new FluxError(
    'other_folders',
    `This session worked in ${names.length === 1 ? 'the folder' : 'the folders'} ${names.join(' and ')}, which ` +
      `${names.length === 1 ? 'is' : 'are'} not open here. Open ${names.length === 1 ? 'it' : 'them together'} ` +
      `(“Workspaces: Add Folder to Workspace…”) and try again.`,
  );
}

/** How an address is called; undefined for what lies in no open folder, or is one. */
export function pathOf(folders: FoldersSource, uri: vscode.Uri): string | undefined {
  for (const folder of folders()) {
    const inner = pathIn(folder, uri);
    if (inner !== undefined) return outerPath(folders, folder, inner);
  }
  return undefined;
}

/** The address of a path relative to a folder. */
export function uriIn(folder: vscode.WorkspaceFolder, inner: string): vscode.Uri {
  return inner === '.' ? folder.uri : vscode.Uri.joinPath(folder.uri, ...inner.split('/'));
}

/** The path below the folder, by either of its names, with forward slashes; undefined for what lies elsewhere. */
export function pathIn(folder: vscode.WorkspaceFolder, uri: vscode.Uri): string | undefined {
  if (uri.scheme !== folder.uri.scheme) return undefined;
  const inner = below(folder.uri.fsPath, uri.fsPath) ?? below(realFolder(folder), uri.fsPath);
  return inner === '' ? undefined : inner;
}

const realFolders = new WeakMap<vscode.WorkspaceFolder, string>();

/**
 * Where a folder really lies: other extensions, git and language servers name files by that where it was opened through
 * a link.
 */
function realFolder(folder: vscode.WorkspaceFolder): string {
  let known = realFolders.get(folder);
  if (known === undefined) realFolders.set(folder, (known = realName(folder.uri.fsPath)));
  return known;
}

function below(folder: string, file: string): string | undefined {
  const relative = path.relative(folder, file);
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)
    ? undefined
    : relative.split(path.sep).join('/');
}

/** A folder's name; where two have the same, the later ones get a number. */
function prefixOf(all: readonly vscode.WorkspaceFolder[], folder: vscode.WorkspaceFolder): string {
  const alike = all.filter(({ name }) => name === folder.name);
  const at = alike.indexOf(folder);
  return at <= 0 ? folder.name : `${folder.name}-${at + 1}`;
}
