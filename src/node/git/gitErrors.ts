import { FluxError } from '../../base/errors';
import { busy } from './gitOperation';
import { GitFailure } from './gitFailure';

/** Whether git says that the folder is in no repository (or in one without a working tree). */
export function isNoRepository(error: unknown): boolean {
  return error instanceof GitFailure && /not a git repository|must be run in a work tree/i.test(error.output);
}

/** Whether git says that a revision does not exist, as HEAD does not before the first commit. */
export function isUnknownRevision(error: unknown): boolean {
  return (
    error instanceof GitFailure &&
    /unknown revision|bad revision|ambiguous argument|Needed a single revision/i.test(error.output)
  );
}

/** A failed git command as a FluxError of the git port's contract. */
export function toGitError(error: unknown): FluxError {
  if (error instanceof FluxError) return error;
  // A cancellation, or a bug.
  if (!(error instanceof GitFailure)) throw error;
  const fail = (reason: string, message: string, retryable = false) =>
    new FluxError(reason, message, { cause: error, retryable });
  const { output } = error;
  if (/must be run in a work tree/i.test(output))
    return fail(
      'no_repository',
      'The folder is a repository without a working tree (a bare one), so there are no files to compare or ' +
        'commit. Open a clone of it.',
    );
  if (isNoRepository(error))
    return fail('no_repository', 'The folder is not in a git repository. Run “git init” in it first.');
  if (/dubious ownership/i.test(output))
    return fail(
      'git_failed',
      'The repository belongs to another user, so git refuses to use it. Run the “git config --global --add ' +
        'safe.directory …” command that git suggests in a terminal.',
    );
  if (
    /please tell me who you are|unable to auto-detect email|empty ident name|no email was given|no name was given|user\.useConfigOnly/i.test(
      output,
    )
  ) {
    return fail(
      'no_identity',
      'Git does not know who commits. Run: git config --global user.name "Your Name" — and: git config ' +
        '--global user.email "you@example.com" — then commit again.',
    );
  }
  const operation = /cannot do a partial commit during a (merge|cherry-pick|rebase)/i.exec(output)?.[1];
  if (operation) return busy(operation.toLowerCase() as 'merge' | 'cherry-pick' | 'rebase', error);
  if (/gpg failed to sign|failed to sign|signing failed|couldn't (load|find) .*key/i.test(output))
    return fail(
      'git_failed',
      `The commit could not be signed: ${lastLines(output, 4)} Unlock the signing key, then commit again.`,
    );
  if (/Permission denied|Read-only file system|insufficient permission|Operation not permitted/i.test(output))
    return fail(
      'git_failed',
      `Git may not write to the repository's own folder (.git): ${lastLines(output, 2)} Give yourself the ` +
        `right to write there, then try again.`,
    );
  if (/No space left on device|Disk quota exceeded/i.test(output))
    return fail('git_failed', 'The disk is full, so git could not write. Make room, then try again.', true);
  if (/index\.lock/i.test(output))
    return fail(
      'git_failed',
      'Another git command is at work in this repository (index.lock exists). Wait for it, or remove the lock ' +
        'if none is running, then try again.',
      true,
    );
  if (/nothing to commit|no changes added to commit|nothing added to commit/i.test(output))
    return fail('nothing_to_commit', 'There is nothing to commit: these files are as they were in the last commit.');
  if (isUnknownRevision(error))
    return fail(
      'git_failed',
      `Git does not know this revision: ${lastLines(output.replace(/^Use '--'[\s\S]*/m, ''), 1)} Name a ` +
        `commit, a branch or a tag.`,
    );
  return fail('git_failed', `Git failed (exit code ${error.exitCode}): ${lastLines(output, 6)}`);
}

/** The last lines of what was printed that are not empty, colours and all as they are. */
export function lastLines(output: string, count: number): string {
  return output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter(Boolean)
    .slice(-count)
    .join('\n');
}
