import type { RunGit } from './gitProcess';
import { inside } from './gitStatus';

/** A commit and the paths that it changed. */
export interface NewestCommit {
  readonly hash: string;
  readonly paths: string[];
}

/** @param prefix the folder within the repository, ending in `/`, or empty; paths outside of it are left out */
export async function readNewest(git: RunGit, prefix: string): Promise<NewestCommit> {
  const hash = (await git(['rev-parse', 'HEAD'])).trim();
  const names = await git(['diff-tree', '--root', '--no-commit-id', '--name-only', '--no-renames', '-r', '-z', hash]);
  return {
    hash,
    paths: names
      .split('\0')
      .map((name) => (name ? inside(name, prefix) : undefined))
      .filter((name) => name !== undefined),
  };
}

export interface Awaited {
  /** The newest commit before; undefined when there was none. */
  readonly head: string | undefined;
  readonly prefix: string;
  /** What was to be committed. */
  readonly paths: readonly string[];
}

/**
 * The commit that was asked for, if it was made although the call was cancelled: the first one after `head`, with one
 * of the paths at least.
 */
export async function findMade(git: RunGit, { head, prefix, paths }: Awaited): Promise<NewestCommit | undefined> {
  const line = await git(['rev-list', '--parents', '--max-count=1', 'HEAD']).catch(() => '');
  const [hash, ...parents] = line.trim().split(' ');
  if (!hash || hash === head || parents.join(' ') !== (head ?? '')) return undefined;
  const newest = await readNewest(git, prefix);
  return newest.hash === hash && newest.paths.some((path) => paths.includes(path)) ? newest : undefined;
}
