import { FluxError, throwIfCancelled } from '../../base/errors';
import type { CommitRequest, CommitResult, GitPort, GitState } from '../../contracts/ports';
import { enterBranch } from './gitBranch';
import { commitOnly, type IndexCommitter } from './gitCommitOnly';
import { readDiff } from './gitDiff';
import { isNoRepository, toGitError } from './gitErrors';
import { requireNoOperation } from './gitOperation';
import { isMixed, mixedError } from './gitOwn';
import { createRunGit } from './gitProcess';
import { readRecent } from './gitRecent';
import { openRepository, readBranch, readChanges, readHead } from './gitRepository';
import { inside } from './gitStatus';
import { putBack, takeBack, type TakenBack } from './gitTakeBack';

export interface GitCliOptions {
  /** Need not be the repository's topmost folder. */
  readonly root: string;
  /** What stands before every path in a diff, ending in `/`; none when left out. */
  readonly called?: string;
  /** Makes commits where it can, instead of the git program. */
  readonly committer?: IndexCommitter;
}

/** The repository that a folder lies in, by the git program. Paths are relative to the folder. */
export function createGitCli({ root, called, committer }: GitCliOptions): GitPort {
  return {
    state: (signal) => failing(() => readState(root, signal)),
    diff: ({ signal, ...options }) =>
      failing(async () => {
        const git = createRunGit(root, signal);
        return readDiff(git, root, await readHead(git), { ...options, ...(called !== undefined && { called }) });
      }),
    recent: (limit, signal) =>
      failing(async () => {
        const repository = await openRepository(root, signal);
        return readRecent(repository, await readHead(repository.git), limit);
      }),
    commit: (request) => failing(() => commitPaths(root, request, committer)),
    uncommit: (commit, signal) => orWhy(async () => takeBack(await openRepository(root, signal), commit)),
    recommit: (commit, signal) => orWhy(async () => putBack(await openRepository(root, signal), commit)),
  };
}

async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toGitError(error);
  }
}

async function readState(root: string, signal: AbortSignal | undefined): Promise<GitState | undefined> {
  try {
    const repository = await openRepository(root, signal);
    const { git, prefix } = repository;
    const [branch, head, all] = await Promise.all([readBranch(git), readHead(git), readChanges(repository)]);
    const changes = all.flatMap(({ path, kind, staged }) => {
      const own = inside(path, prefix);
      return own === undefined ? [] : [{ path: own, kind, staged }];
    });
    return { branch, head, changes };
  } catch (error) {
    if (isNoRepository(error)) return undefined;
    throw error;
  }
}

async function commitPaths(
  root: string,
  { message, paths, own = [], branch: wanted, signal = new AbortController().signal }: CommitRequest,
  committer: IndexCommitter | undefined,
): Promise<CommitResult> {
  const asked = await openRepository(root, signal);
  const { prefix } = asked;
  await requireNoOperation(asked.git);
  const outer = (path: string) => `${prefix}${path.replace(/^\.\//, '')}`;
  const [head, all] = await Promise.all([readHead(asked.git), readChanges(asked)]);
  const changes = all.filter(({ path }) => paths.some((place) => isUnder(path, outer(place))));
  if (changes.length === 0)
    throw new FluxError(
      'nothing_to_commit',
      'There is nothing to commit: git sees no change in these paths. They may be committed already, or ignored.',
    );
  throwIfCancelled(signal);
  const repository = await openRepository(root);
  const { leave, head: newest, ...branch } = await enterBranch(repository, wanted, head);
  const inner = (list: readonly string[]) => list.flatMap((path) => inside(path, prefix) ?? []);
  try {
    const made = await commitOnly(repository, {
      message,
      head: newest,
      changes,
      own: own.map((change) => ({ ...change, path: outer(change.path) })),
      signal,
      ...(committer && { committer }),
    });
    const partly = inner(made.partly);
    return { hash: made.hash, paths: inner(made.paths), ...branch, ...(made.partly.length > 0 && { partly }) };
  } catch (error) {
    await leave();
    throw isMixed(error) ? mixedError(inner(error.paths)) : error;
  }
}

/** Undoing goes on with the files where git cannot be used. */
async function orWhy(work: () => Promise<TakenBack>): Promise<TakenBack> {
  try {
    return await work();
  } catch (error) {
    return { done: false, why: toGitError(error).message };
  }
}

function isUnder(path: string, place: string): boolean {
  const tidy = place.replace(/\/$/, '').replace(/(^|\/)\.$/, '');
  return tidy === '' || path === tidy || path.startsWith(`${tidy}/`);
}
