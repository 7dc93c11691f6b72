import { FluxError } from '../../base/errors';
import type { CommitFacts } from '../../contracts/checkpoint';
import { goBack, makeBranch, pointHead } from './gitBranch';
import { readIndex, readTree, refreshIndex, sameEntry, writeIndex, type GitEntry } from './gitEntries';
import { requireNoOperation } from './gitOperation';
import { GitFailure } from './gitFailure';
import { readBranch, readRevision, type Repository } from './gitRepository';
import { mergeEntries } from './gitStage';

/** Whether it was done; `why`: the sentence that says why not. */
export interface TakenBack {
  readonly done: boolean;
  readonly why?: string;
}

const no = (why: string): TakenBack => ({ done: false, why });

/** Takes back a commit that is the newest of its branch and on no remote. No file changes. */
export async function takeBack(repository: Repository, commit: CommitFacts): Promise<TakenBack> {
  const { git } = repository;
  const name = nameOf(commit);
  const about = await readCommit(repository, commit);
  if ('why' in about) return no(about.why);
  const { parent, ref, branch } = about;
  const [current, tip] = await Promise.all([readBranch(git), readRevision(git, ref)]);
  if (current !== branch)
    return no(
      `${name} is on ${branch}, but the repository is on ${branchName(current)}. ` + `Switch to ${branch} to undo it.`,
    );
  if (tip !== commit.hash)
    return no(
      `${name} is no longer the newest commit of ${branch}, so it stays. To undo it anyway, revert ` +
        `it: git revert ${short(commit)}`,
    );
  const remotes = (await git(['branch', '--remotes', '--contains', commit.hash, '--format=%(refname:short)'])).trim();
  if (remotes !== '')
    return no(
      `${name} has been pushed (it is on ${remotes.split('\n')[0]}), so it stays. To undo it, revert it: ` +
        `git revert ${short(commit)}`,
    );

  const undoIndex = await moveEntries(repository, commit.hash, parent);
  try {
    await git([
      'update-ref',
      '-m',
      `flux: commit undone: ${commit.subject}`,
      ...(parent === undefined ? ['-d', ref, commit.hash] : [ref, parent, commit.hash]),
    ]);
  } catch (error) {
    await undoIndex();
    if (error instanceof GitFailure) return no(`The branch ${branch} could not be moved: ${error.message}`);
    throw error;
  }
  await leaveBranch(repository, commit, branch, parent);
  return { done: true };
}

/** Makes a commit that was taken back the newest of its branch again: the very same one. No file changes. */
export async function putBack(repository: Repository, commit: CommitFacts): Promise<TakenBack> {
  const { git } = repository;
  const name = nameOf(commit);
  const about = await readCommit(repository, commit);
  if ('why' in about) return no(about.why);
  const { parent, ref, branch } = about;
  const [current, tip, head] = await Promise.all([readBranch(git), readRevision(git, ref), readRevision(git, 'HEAD')]);
  if (current !== branch && current !== commit.previousBranch)
    return no(
      `${name} was on ${branch}, but the repository is on ${branchName(current)}. ` +
        `Switch to ${commit.previousBranch ?? branch} first.`,
    );
  if (head !== parent || (tip !== parent && !(tip === undefined && commit.madeBranch)))
    return no(`${name} cannot be redone because ${branch} has newer commits.`);

  const undoIndex = await moveEntries(repository, parent, commit.hash);
  try {
    if (tip === undefined) await makeBranch(repository, branch, commit.hash);
    else await git(['update-ref', '-m', `flux: commit redone: ${commit.subject}`, ref, commit.hash, tip]);
  } catch (error) {
    await undoIndex();
    if (error instanceof GitFailure || FluxError.is(error))
      return no(`The branch ${branch} could not be moved: ${error.message}`);
    throw error;
  }
  if (current !== branch) await pointHead(repository, branch);
  return { done: true };
}

interface CommitPlace {
  /** Undefined for the first commit of a repository. */
  readonly parent: string | undefined;
  readonly branch: string;
  readonly ref: string;
}

async function readCommit({ git }: Repository, commit: CommitFacts): Promise<CommitPlace | { readonly why: string }> {
  try {
    await requireNoOperation(git);
  } catch (error) {
    if (FluxError.is(error, 'git_busy'))
      return {
        why: error.message
          .replace('so nothing was committed', 'so its commits stay as they are')
          .replace(', then commit again', ''),
      };
    throw error;
  }
  if (!/^[0-9a-f]{40,64}$/.test(commit.hash) || (await readRevision(git, commit.hash)) === undefined)
    return { why: `${nameOf(commit)} is no longer in the repository.` };
  const [, ...parents] = (await git(['rev-list', '--parents', '--max-count=1', commit.hash])).trim().split(' ');
  if (parents.length > 1) return { why: `${nameOf(commit)} is a merge, which Flux does not undo.` };
  const branch = commit.branch ?? (await readBranch(git));
  if (branch === undefined)
    return { why: `${nameOf(commit)} stays because the repository is not on a branch (detached HEAD).` };
  return { parent: parents[0], branch, ref: `refs/heads/${branch}` };
}

/**
 * Has the index follow from one commit to another in the paths in which they differ; what the person has staged there
 * stays staged where it can be told apart, and as it is where not.
 */
async function moveEntries(
  repository: Repository,
  from: string | undefined,
  to: string | undefined,
): Promise<() => Promise<void>> {
  const paths = await differing(repository, from, to);
  const [present, old, next] = await Promise.all([
    readIndex(repository, paths),
    readTree(repository, from, paths),
    readTree(repository, to, paths),
  ]);
  const wanted = new Map<string, GitEntry | undefined>();
  for (const path of paths) {
    const merged = await mergeEntries(repository, old.get(path), present.get(path), next.get(path));
    if (merged && !sameEntry(merged.entry, present.get(path))) wanted.set(path, merged.entry);
  }
  await writeIndex(repository, wanted);
  await refreshIndex(repository);
  return () => writeIndex(repository, new Map([...wanted.keys()].map((path) => [path, present.get(path)])));
}

async function differing({ git }: Repository, from: string | undefined, to: string | undefined): Promise<string[]> {
  const list = ['--no-commit-id', '--name-only', '--no-renames', '-r', '-z'];
  const printed =
    from !== undefined && to !== undefined
      ? await git(['diff-tree', ...list, from, to])
      : await git(['diff-tree', '--root', ...list, from ?? to ?? 'HEAD']);
  return printed.split('\0').filter(Boolean);
}

/**
 * Goes back to where the run left for the commit's branch, when that is the same commit, and removes a branch that it
 * made.
 */
async function leaveBranch(
  repository: Repository,
  { previousBranch, madeBranch }: CommitFacts,
  branch: string,
  parent: string | undefined,
): Promise<void> {
  const { git } = repository;
  if (previousBranch === undefined && !madeBranch) return;
  if (previousBranch !== undefined && (await readRevision(git, `refs/heads/${previousBranch}`)) !== parent) return;
  await goBack(repository, previousBranch, parent);
  // Git itself refuses where anything would be lost; then it stays.
  if (madeBranch && parent !== undefined)
    await git(['branch', '--delete', '--quiet', '--', branch]).catch(() => undefined);
}

const short = ({ hash }: CommitFacts): string => hash.slice(0, 8);
const nameOf = (commit: CommitFacts): string => `The commit ${short(commit)} (${commit.subject})`;

function branchName(branch: string | undefined): string {
  return branch ?? 'no branch';
}
