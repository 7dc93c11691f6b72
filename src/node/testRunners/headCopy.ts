import { mkdir, mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRepository, readHead, type Repository } from '../git/gitRepository';
import { withoutHooks } from '../git/gitTemporaryIndex';
import { isCancelled, throwIfCancelled } from '../../base/errors';
import { linkPackages } from './linkPackages';

/** A larger commit is not copied. */
export interface CopyLimits {
  readonly files: number;
  readonly bytes: number;
}

/** The files of the last commit, outside of the workspace folder. */
export interface HeadCopy {
  /** What the given folder is in the copy; absolute. */
  readonly root: string;
  /** The whole repository's folder in the copy. */
  readonly top: string;
  /** Removes it. */
  dispose(): Promise<void>;
}

const beginning = 'flux-head-';
/** What a window that was killed has left behind is removed after that time, in ms. */
const leftAfter = 3_600_000;

/**
 * Writes the files of the last commit into a new temporary folder, as a checkout would, with links to the packages that
 * are installed in the person's. Nothing is written into the repository: the index that git needs lies beside the copy.
 * (Not by `git archive`, which leaves out what is marked `export-ignore`, and often that is the tests.) Undefined
 * without a commit, or with a larger one.
 */
export async function copyHead(root: string, limits: CopyLimits, signal: AbortSignal): Promise<HeadCopy | undefined> {
  const repository = await openRepository(root, signal).catch((error: unknown) => {
    if (isCancelled(error)) throw error;
    return undefined;
  });
  const head = repository && (await readHead(repository.git));
  if (!repository || head === undefined || !(await fits(repository, head, limits))) return undefined;
  const place = await realpath(tmpdir());
  await removeLeftovers(place);
  throwIfCancelled(signal);
  const besides = await mkdtemp(join(place, beginning));
  // Programs that have just been ended may still write for a moment.
  const dispose = () => rm(besides, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  try {
    const top = join(besides, 'files');
    await mkdir(top);
    await checkOut(repository, head, { top, index: join(besides, 'index') });
    await linkPackages(repository, top, signal);
    return { root: join(top, repository.prefix), top, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function fits({ git }: Repository, head: string, { files, bytes }: CopyLimits): Promise<boolean> {
  const rows = (await git(['ls-tree', '-r', '-l', '-z', head])).split('\0').filter(Boolean);
  const size = rows.reduce((sum, row) => sum + (Number(/^\d+ blob \w+ +(\d+)\t/.exec(row)?.[1]) || 0), 0);
  return rows.length <= files && size <= bytes;
}

async function checkOut(
  { git, feed, top }: Repository,
  head: string,
  to: { readonly top: string; readonly index: string },
): Promise<void> {
  const env = {
    GIT_INDEX_FILE: to.index,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // What is not here is not fetched.
    GIT_NO_LAZY_FETCH: '1',
    GIT_LFS_SKIP_SMUDGE: '1',
  };
  // A split index would be written beside the person's own.
  const options = [...(await withoutHooks(git, top)), '-c', 'core.splitIndex=false', '-c', 'core.fsmonitor=false'];
  await feed([...options, 'read-tree', head], '', env);
  await feed([...options, 'checkout-index', '--all', '--force', `--prefix=${to.top.replaceAll('\\', '/')}/`], '', env);
}

async function removeLeftovers(place: string): Promise<void> {
  const names = (await readdir(place).catch(() => [])).filter((name) => name.startsWith(beginning));
  for (const name of names) {
    const path = join(place, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats && Date.now() - stats.mtimeMs > leftAfter)
      await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}
