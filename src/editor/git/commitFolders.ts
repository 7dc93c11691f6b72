import type { CommitFacts } from '../../contracts/checkpoint';
import type { GitPort } from '../../contracts/ports';
import { toGitError } from '../../node/git/gitErrors';
import { isMixed, mixedError } from '../../node/git/gitOwn';
import { openRepository } from '../../node/git/gitRepository';
import { untilAborted } from '../../node/untilAborted';
import { requireFolders, type FoldersSource } from '../workspace/folder';
import { createEditorCommitter } from './gitCommit';
import { folderPathOf, outerPrefix, repositoryOf, type FolderRepository } from './gitFolders';
import { openOwnRepository, refresh } from './ownRepository';

/** Commits paths of one repository; the paths in what comes back are the workspace's. */
export async function commitPaths(
  folders: FoldersSource,
  { message, paths, own = [], branch, signal }: Parameters<GitPort['commit']>[0],
): ReturnType<GitPort['commit']> {
  const repository = await repositoryOf(folders, paths, signal).catch(rethrowGit);
  const opened = await untilAborted(openOwnRepository(repository.folder.uri), signal);
  // With a rebase under way the extension's commit would go on with it.
  const committer = opened && !opened.state.rebaseCommit ? createEditorCommitter(opened) : undefined;
  const inside = new Set(paths.map((path) => folderPathOf(folders, path).folder.uri.toString()));
  const mine = own
    .filter(({ path }) => inside.has(folderPathOf(folders, path).folder.uri.toString()))
    .map((change) => ({ ...change, path: repository.toInner(change.path) }));
  const outer = (list: readonly string[]) => list.flatMap((path) => repository.toOuter(path) ?? []);
  try {
    const done = await repository.cli({ ...(committer && { committer }) }).commit({
      message,
      paths: paths.map((path) => repository.toInner(path)),
      own: mine,
      ...(branch !== undefined && { branch }),
      ...(signal && { signal }),
    });
    return { ...done, paths: outer(done.paths), ...(done.partly && { partly: outer(done.partly) }) };
  } catch (error) {
    throw isMixed(error) ? mixedError(outer(error.paths)) : error;
  } finally {
    refresh(opened);
  }
}

/** Takes a commit back or makes it again, in the repository that has it. */
export async function turnCommit(
  folders: FoldersSource,
  how: 'uncommit' | 'recommit',
  commit: CommitFacts,
  signal?: AbortSignal,
): ReturnType<GitPort['uncommit']> {
  const repository = await repositoryOfCommit(folders, commit, signal).catch(rethrowGit);
  try {
    return await repository.cli({})[how](commit, signal);
  } finally {
    refresh(await openOwnRepository(repository.folder.uri));
  }
}

/** By a commit's paths; one without any is looked for. */
async function repositoryOfCommit(
  folders: FoldersSource,
  commit: CommitFacts,
  signal?: AbortSignal,
): Promise<FolderRepository> {
  if (commit.paths.length > 0) return repositoryOf(folders, commit.paths.slice(0, 1), signal);
  for (const folder of requireFolders(folders)) {
    const has = await openRepository(folder.uri.fsPath, signal).then(
      ({ git }) => git(['cat-file', '-e', commit.hash]),
      () => undefined,
    );
    if (has !== undefined) return repositoryOf(folders, [outerPrefix(folders, folder) || '.'], signal);
  }
  return repositoryOf(folders, [], signal);
}

function rethrowGit(error: unknown): never {
  throw toGitError(error);
}
