import { copyFile, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { FluxError } from '../base/errors';
import type { RunGit } from './gitProcess';

/** The tree without files, which every repository with SHA-1 knows. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const maxUntrackedFiles = 200;
const maxUntrackedBytes = 1024 * 1024;

/** Colours, the person's diff programs and prefixes would make it unreadable. */
const plain = ['--no-color', '--no-ext-diff', '--relative', '--src-prefix=a/', '--dst-prefix=b/'];

export interface DiffOptions {
  readonly paths?: readonly string[];
  readonly staged?: boolean;
  readonly revision?: string;
}

/**
 * A unified diff of the working tree (or the index) against a revision. Files that git does not track yet come as
 * additions: they are noted in a copy of the index, so that the person's own stays as it is.
 * @param head undefined in a repository without a commit
 */
export async function readDiff(git: RunGit, root: string, head: string | undefined, { paths = [], staged, revision }: DiffOptions): Promise<string> {
  if (revision?.startsWith('-')) throw new FluxError('git_failed', `“${revision}” is not a revision. Name a commit, a branch or a tag.`);
  const against = revision || head || emptyTree;
  const where = paths.length > 0 ? ['--', ...paths] : ['--', '.'];
  if (staged) return git(['diff', '--cached', ...plain, against, ...where]);
  if (against.includes('..')) return git(['diff', ...plain, against, ...where]);
  const untracked = await listUntracked(git, root, where);
  if (untracked.length === 0) return git(['diff', ...plain, against, ...where]);

  const folder = await mkdtemp(join(tmpdir(), 'flux-index-'));
  try {
    const index = join(folder, 'index');
    await copyIndex(resolve(root, (await git(['rev-parse', '--git-path', 'index'])).trim()), index);
    await git(['add', '--intent-to-add', '--', ...untracked], { GIT_INDEX_FILE: index });
    return await git(['diff', ...plain, against, ...where], { GIT_INDEX_FILE: index });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * With the times of the original: git looks into a file that is as new as the index, because it may have changed again
 * after it was added. A repository without a commit may have no index yet.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  try {
    const { atime, mtimeMs } = await stat(from);
    await copyFile(from, to);
    // Never later than the original's, whose time is finer.
    await utimes(to, atime, Math.floor(mtimeMs) / 1000);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Untracked files of a size that one would read; not the repositories that lie within this one. */
async function listUntracked(git: RunGit, root: string, where: readonly string[]): Promise<string[]> {
  const names = (await git(['ls-files', '--others', '--exclude-standard', '-z', ...where])).split('\0').filter((name) => name && !name.endsWith('/'));
  const small: string[] = [];
  for (const name of names.slice(0, maxUntrackedFiles)) {
    const size = await stat(join(root, name)).then((stats) => stats.size, () => Infinity);
    if (size <= maxUntrackedBytes) small.push(name);
  }
  return small;
}
