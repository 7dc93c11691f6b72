import { access, copyFile, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunGit } from './gitProcess';

/** A copy of the index, for what the person's own must not hear of. */
export interface TemporaryIndex {
  /** A folder that is removed afterwards. */
  readonly folder: string;
  readonly env: { readonly GIT_INDEX_FILE: string };
  /** What stands before a command that writes it: the repository's hook for a changed index has no business with it. */
  readonly noHooks: readonly string[];
}

/** @param root the folder that git runs in */
export async function withTemporaryIndex<T>(
  git: RunGit,
  root: string,
  work: (index: TemporaryIndex) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'flux-index-'));
  try {
    const index = join(folder, 'index');
    await copyIndex(resolve(root, (await git(['rev-parse', '--git-path', 'index'])).replace(/\n$/, '')), index);
    return await work({
      folder,
      env: { GIT_INDEX_FILE: index },
      noHooks: await withoutHooks((args) => git(args), root),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Options that keep `post-index-change` from running; none where there is none, since filters would get them too. */
export async function withoutHooks(git: (args: readonly string[]) => Promise<string>, root: string): Promise<string[]> {
  const hook = resolve(root, (await git(['rev-parse', '--git-path', 'hooks/post-index-change'])).replace(/\n$/, ''));
  const exists = await access(hook).then(
    () => true,
    () => false,
  );
  return exists ? ['-c', 'core.hooksPath=/dev/null'] : [];
}

/**
 * Copies an index. With the times of the original: git looks into a file that is as new as the index, because it may
 * have changed again after it was added. A repository without a commit may have no index yet.
 */
export async function copyIndex(from: string, to: string): Promise<void> {
  try {
    const { atime, mtimeMs } = await stat(from);
    await copyFile(from, to);
    // Never later than the original's, whose time is finer.
    await utimes(to, atime, Math.floor(mtimeMs) / 1000);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
