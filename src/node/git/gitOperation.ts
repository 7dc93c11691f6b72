import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FluxError } from '../../base/errors';
import type { GitOperation } from '../../contracts/gitStanding';
import type { RunGit } from './gitProcess';

/**
 * By what git tells, in the repository's own folder, that something is under way: https://git-scm.com/docs/git-status
 */
const marks = {
  'rebase-merge': 'rebase',
  'rebase-apply/applying': 'am',
  'rebase-apply': 'rebase',
  MERGE_HEAD: 'merge',
  CHERRY_PICK_HEAD: 'cherry-pick',
  REVERT_HEAD: 'revert',
} as const satisfies Readonly<Record<string, GitOperation>>;

/**
 * Refuses while a rebase, merge, cherry-pick or revert waits for the person. Git itself lets some paths be committed in
 * the middle of a rebase, and the commit would become a part of it.
 * @throws FluxError `git_busy`
 */
export async function requireNoOperation(git: RunGit): Promise<void> {
  const operation = await findOperation((await git(['rev-parse', '--absolute-git-dir'])).replace(/\n$/, ''));
  if (operation) throw busy(operation.name);
}

/** That nothing is committed while an operation is under way. */
export function busy(operation: GitOperation, cause?: unknown): FluxError {
  const article = operation === 'am' ? 'An' : 'A';
  const name = operation === 'am' ? '“git am”' : operation;
  return new FluxError(
    'git_busy',
    `${article} ${name} is in progress in this repository, so nothing was committed. Finish it (git ${operation} ` +
      `--continue) or abort it (git ${operation} --abort) first, then commit again.`,
    { cause },
  );
}

/** What is under way in the repository of this `.git`, and the file that tells. */
export async function findOperation(
  gitFolder: string,
): Promise<{ readonly name: GitOperation; readonly file: string } | undefined> {
  for (const [mark, name] of Object.entries(marks)) {
    const file = join(gitFolder, mark);
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) return { name, file };
  }
  // Between two commits of a cherry-pick or revert of several.
  const file = join(gitFolder, 'sequencer', 'todo');
  const todo = await readFile(file, 'utf8').catch(() => undefined);
  if (todo === undefined) return undefined;
  return { name: todo.startsWith('revert') ? 'revert' : 'cherry-pick', file };
}
