import type * as vscode from 'vscode';
import { globMatcher } from '../../node/search/pathGlob';
import { outerPath, requireFolders, type FoldersSource } from '../workspace/folder';

/** A folder in which a glob is to be looked for. */
export interface GlobInFolder {
  readonly folder: vscode.WorkspaceFolder;
  /** Relative to the folder; undefined: everything in it. */
  readonly glob: string | undefined;
  /** Whether an outer path is really meant; a glob that lost its folder may fit too much. */
  readonly fits: (path: string) => boolean;
}

/**
 * Where a glob leads. With several folders, one that begins with a folder's name (or several, as in `{web,api}/**`) is
 * for that folder only; any other goes over all.
 * @throws FluxError `no_folder`
 */
export function globInFolders(folders: FoldersSource, glob: string | undefined): GlobInFolder[] {
  const all = requireFolders(folders);
  const everywhere = all.map((folder) => ({ folder, glob, fits: () => true }));
  if (!glob || all.length === 1) return everywhere;
  const negated = glob.startsWith('!');
  const [head = '', ...rest] = glob
    .slice(negated ? 1 : 0)
    .replace(/^\.?\//, '')
    .split('/');
  const names = /^\{.*\}$/.test(head) ? head.slice(1, -1).split(',') : [head];
  const isNamed = ({ folder }: { folder: vscode.WorkspaceFolder }): boolean =>
    names.includes(outerPath(folders, folder, '.'));
  if (!everywhere.some(isNamed)) return everywhere;
  const inner = rest.join('/') || '**';
  // Without a slash the rest fits at any depth, which the whole did not.
  const fits = rest.length === 1 && rest[0] !== '' ? globMatcher(glob) : () => true;
  if (!negated) return everywhere.filter(isNamed).map(({ folder }) => ({ folder, glob: inner, fits }));
  return everywhere.map((each) =>
    isNamed(each) ? { ...each, glob: rest.length === 1 ? undefined : `!${inner}`, fits } : { ...each, glob: undefined },
  );
}
