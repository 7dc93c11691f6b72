import { FluxError } from '../../base/errors';
import { GitFailure } from './gitFailure';
import { readBranch, readRevision, type Repository } from './gitRepository';

/** The branch that a commit is to be made on. */
export interface EnteredBranch {
  readonly branch: string;
  /** Where another branch (or none) was left for it, that one. */
  readonly previousBranch?: string;
  readonly madeBranch?: boolean;
  /** Its newest commit; undefined when there is none. */
  readonly head: string | undefined;
  /** Goes back, as if nothing had been. */
  leave(): Promise<void>;
}

/**
 * Goes to a branch without touching the working tree or the index: made at HEAD where there is none, and one that
 * exists only where it holds the same files as HEAD. Without a name it stays where it is.
 * @throws FluxError `bad_branch`, also where HEAD is at no branch and none is named
 */
export async function enterBranch(
  repository: Repository,
  wanted: string | undefined,
  head: string | undefined,
): Promise<EnteredBranch> {
  const { git } = repository;
  const current = await readBranch(git);
  const stay = (branch: string): EnteredBranch => ({ branch, head, leave: async () => undefined });
  if (wanted === undefined) {
    if (current !== undefined) return stay(current);
    throw new FluxError(
      'bad_branch',
      'The repository is not on a branch (detached HEAD), where a commit is easily lost, so ' +
        'nothing was committed. Name a branch to commit on. It is created if it does not exist.',
    );
  }
  await requireName(repository, wanted);
  if (wanted === current) return stay(wanted);
  const previous = current === undefined ? {} : { previousBranch: current };
  const existing = await readRevision(git, `refs/heads/${wanted}`);
  if (existing === undefined) {
    if (head !== undefined) await makeBranch(repository, wanted, head);
    await pointHead(repository, wanted);
    const leave = async () => {
      await goBack(repository, current, head);
      if (head !== undefined) await git(['update-ref', '-d', `refs/heads/${wanted}`, head]);
    };
    return { branch: wanted, ...previous, madeBranch: true, head, leave };
  }
  await requireSameFiles(repository, wanted, existing, head);
  await pointHead(repository, wanted);
  return { branch: wanted, ...previous, head: existing, leave: () => goBack(repository, current, head) };
}

/** Has HEAD point at a branch. No file and no entry of the index changes. */
export async function pointHead({ git }: Repository, branch: string): Promise<void> {
  await git(['symbolic-ref', '-m', `flux: moving to ${branch}`, 'HEAD', `refs/heads/${branch}`]);
}

/** @param branch undefined: HEAD is to be detached at the commit */
export async function goBack(
  repository: Repository,
  branch: string | undefined,
  commit: string | undefined,
): Promise<void> {
  if (branch !== undefined) await pointHead(repository, branch);
  else if (commit !== undefined)
    await repository.git(['update-ref', '--no-deref', '-m', 'flux: back to where it was', 'HEAD', commit]);
}

/** @throws FluxError `bad_branch` where its name is another's folder, or another's folder its name */
export async function makeBranch({ git }: Repository, branch: string, commit: string): Promise<void> {
  try {
    await git(['update-ref', '-m', 'flux: branch made', `refs/heads/${branch}`, commit, '0'.repeat(commit.length)]);
  } catch (error) {
    if (
      error instanceof GitFailure &&
      /exists; cannot create|reference already exists|is a directory|Not a directory/i.test(error.output)
    )
      throw bad(branch, 'conflicts with an existing branch (one name is a folder of the other)', error);
    throw error;
  }
}

async function requireName({ git }: Repository, name: string): Promise<void> {
  const checked = await git(['check-ref-format', '--branch', name]).catch((error: unknown) => {
    if (error instanceof GitFailure) return '';
    throw error;
  });
  if (name === '' || name.startsWith('-') || checked.replace(/\n$/, '') !== name)
    throw bad(name, 'is not a valid branch name');
}

async function requireSameFiles(
  { git }: Repository,
  wanted: string,
  existing: string,
  head: string | undefined,
): Promise<void> {
  const [tree, own] = await Promise.all([readTreeId(existing), head === undefined ? '' : readTreeId(head)]);
  if (tree !== own)
    throw bad(wanted, 'exists and differs from the current branch, so switching to it would change files');
  const elsewhere = (await git(['worktree', 'list', '--porcelain']))
    .split('\n')
    .includes(`branch refs/heads/${wanted}`);
  if (elsewhere) throw bad(wanted, 'is in use in another working tree of this repository');

  async function readTreeId(commit: string): Promise<string> {
    return (await git(['rev-parse', '--verify', `${commit}^{tree}`])).trim();
  }
}

function bad(name: string, why: string, cause?: unknown): FluxError {
  return new FluxError(
    'bad_branch',
    `“${name}” ${why}. Nothing was committed. Name another branch, or name none to commit on the current one.`,
    { cause },
  );
}
