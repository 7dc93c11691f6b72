import type * as vscode from 'vscode';
import { FluxError } from '../../base/errors';
import { createGitCli, type GitCliOptions } from '../../node/git/gitCli';
import { isNoRepository } from '../../node/git/gitErrors';
import { openRepository } from '../../node/git/gitRepository';
import type { GitPort } from '../../contracts/ports';
import { outerPath, pathIn, pathOf, requireFolders, uriIn, type FoldersSource } from '../workspace/folder';

/** A folder of the workspace and a path in it. */
export interface FolderPath {
  readonly folder: vscode.WorkspaceFolder;
  readonly inner: string;
}

/**
 * The folder that a path belongs to: where one folder lies in another, the inner one, since that may be a repository of
 * its own. Links are not followed, because git does not either. @throws FluxError `no_folder`, `outside_workspace`
 */
export function folderPathOf(folders: FoldersSource, given: string): FolderPath {
  const all = requireFolders(folders);
  const tidy = given.replace(/^(\.\/)+/, '').replace(/\/+$/, '') || '.';
  if (all.length === 1) return { folder: all[0], inner: tidy };
  const [name = '', ...rest] = tidy.split('/');
  const named = all.find((folder) => outerPath(folders, folder, '.') === name);
  if (!named)
    throw new FluxError(
      'outside_workspace',
      `“${given}” names no open folder. The workspace has several: ` +
        `${all.map((folder) => outerPath(folders, folder, '.')).join(', ')}. Begin the path with the name of one.`,
    );
  const inner = rest.join('/') || '.';
  const uri = uriIn(named, inner);
  const nearer = all.flatMap((folder): FolderPath[] => {
    const below = folder.uri.toString() === uri.toString() ? '.' : pathIn(folder, uri);
    return below === undefined ? [] : [{ folder, inner: below }];
  });
  return nearer.reduce((best, each) => (each.folder.uri.fsPath.length > best.folder.uri.fsPath.length ? each : best), {
    folder: named,
    inner,
  });
}

/** How everybody else calls what lies in a folder, before the path there; empty, or ending in `/`. */
export function outerPrefix(folders: FoldersSource, folder: vscode.WorkspaceFolder): string {
  return (pathOf(folders, uriIn(folder, 'x')) ?? 'x').slice(0, -1);
}

/** A repository as far as the workspace's folders reach into it. */
export interface FolderRepository {
  /** A folder that lies in it. */
  readonly folder: vscode.WorkspaceFolder;
  /** Absolute path of its topmost folder. */
  readonly top: string;
  cli(options: Omit<GitCliOptions, 'root'>): GitPort;
  /** A path of everybody's as this repository's port takes it. */
  toInner(path: string): string;
  /** And back; undefined for what lies in no folder. */
  toOuter(path: string): string | undefined;
}

/**
 * The one repository that all of these paths lie in.
 * @throws FluxError `bad_paths` when they lie in several, `no_repository`, and as `folderPathOf`
 */
export async function repositoryOf(
  folders: FoldersSource,
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<FolderRepository> {
  const used = [
    ...new Map(
      paths.map((path) => folderPathOf(folders, path).folder).map((folder) => [folder.uri.toString(), folder]),
    ).values(),
  ];
  if (used.length === 0) used.push(requireFolders(folders)[0]);
  const opened = await Promise.all(used.map(async (folder) => ({ folder, ...(await openFolder(folder, signal)) })));
  const [first, ...others] = opened;
  if (!first) throw new FluxError('bad_paths', 'No paths are given.');
  if (others.some(({ top }) => top !== first.top)) {
    throw new FluxError(
      'bad_paths',
      `These paths are in different repositories ` +
        `(${opened.map(({ folder }) => outerPath(folders, folder, '.')).join(', ')}), but a commit covers only one. ` +
        `Commit them one at a time.`,
    );
  }
  if (others.length === 0) {
    const prefix = outerPrefix(folders, first.folder);
    return {
      folder: first.folder,
      top: first.top,
      cli: (options) => createGitCli({ root: first.folder.uri.fsPath, ...options }),
      toInner: (path) => folderPathOf(folders, path).inner,
      toOuter: (path) => prefix + path,
    };
  }
  return {
    folder: first.folder,
    top: first.top,
    cli: (options) => createGitCli({ root: first.top, ...options }),
    toInner(path) {
      const { folder, inner } = folderPathOf(folders, path);
      const prefix = opened.find((each) => each.folder.uri.toString() === folder.uri.toString())?.prefix ?? '';
      return inner === '.' ? prefix || '.' : prefix + inner;
    },
    toOuter(path) {
      const within = opened
        .filter(({ prefix }) => path.startsWith(prefix))
        .sort((a, b) => b.prefix.length - a.prefix.length)[0];
      return within && outerPrefix(folders, within.folder) + path.slice(within.prefix.length);
    },
  };
}

async function openFolder(
  folder: vscode.WorkspaceFolder,
  signal?: AbortSignal,
): Promise<{ top: string; prefix: string }> {
  try {
    const { top, prefix } = await openRepository(folder.uri.fsPath, signal);
    return { top, prefix };
  } catch (error) {
    if (isNoRepository(error))
      throw new FluxError(
        'no_repository',
        `The folder ${folder.name} is not in a git repository. Run “git init” in it first.`,
        { cause: error },
      );
    throw error;
  }
}
