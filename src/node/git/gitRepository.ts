import { literally } from './gitEnvironment';
import { isUnknownRevision } from './gitErrors';
import { createFeedGit, createRunGit, type FeedGit, type RunGit } from './gitProcess';
import { parseStatus, type StatusEntry } from './gitStatus';

/**
 * The repository that a folder lies in. Both ways to run git work in its topmost folder, so paths are relative to that.
 */
export interface Repository {
  /** Absolute path of the topmost folder of the working tree. */
  readonly top: string;
  /** The folder within it, ending in `/`, or empty. */
  readonly prefix: string;
  readonly git: RunGit;
  readonly feed: FeedGit;
}

/** @throws GitFailure where the folder lies in no repository, or in a bare one */
export async function openRepository(root: string, signal?: AbortSignal): Promise<Repository> {
  const here = createRunGit(root, signal);
  const [top, prefix] = await Promise.all([
    here(['rev-parse', '--show-toplevel']),
    here(['rev-parse', '--show-prefix']),
  ]);
  const folder = top.replace(/\n$/, '');
  return {
    top: folder,
    prefix: prefix.replace(/\n$/, ''),
    git: createRunGit(folder, signal),
    feed: createFeedGit(folder, signal),
  };
}

/** The newest commit; undefined in a repository without one. */
export async function readHead(git: RunGit): Promise<string | undefined> {
  return readRevision(git, 'HEAD');
}

/** The commit that a revision names; undefined when there is none. */
export async function readRevision(git: RunGit, revision: string): Promise<string | undefined> {
  try {
    return (await git(['rev-parse', '--verify', `${revision}^{commit}`])).trim();
  } catch (error) {
    if (isUnknownRevision(error)) return undefined;
    throw error;
  }
}

/** The branch that HEAD is at, with or without a commit; undefined when it is detached. */
export function readBranch(git: RunGit): Promise<string | undefined> {
  return git(['symbolic-ref', '--quiet', '--short', 'HEAD']).then(
    (name) => name.trim(),
    () => undefined,
  );
}

/** What has changed in the folder, with paths relative to the topmost one. */
export async function readChanges({ git, prefix }: Repository): Promise<StatusEntry[]> {
  return parseStatus(
    await git(['status', '--porcelain=v1', '--untracked-files=all', '-z', '--', ...literally([prefix || '.'])]),
    '',
  );
}
