import { FluxError } from '../../base/errors';
import { busy } from './gitOperation';
import { GitFailure } from './gitFailure';

/** Whether git says that the folder is in no repository (or in one without a working tree). */
export function isNoRepository(error: unknown): boolean {
  return error instanceof GitFailure && /not a git repository|must be run in a work tree/i.test(error.output);
}

const unknownRevision = /unknown revision|bad revision|ambiguous argument|Needed a single revision/i;

/** Whether git says that a revision does not exist, as HEAD does not before the first commit. */
export function isUnknownRevision(error: unknown): boolean {
  return error instanceof GitFailure && unknownRevision.test(error.output);
}

/** What git says, and what it means for the person. The first that fits counts. */
interface KnownFailure {
  readonly said: RegExp;
  readonly reason: 'no_repository' | 'git_failed' | 'no_identity' | 'nothing_to_commit';
  readonly message: string | ((output: string) => string);
  readonly retryable?: boolean;
}

const unknownNames = [
  'please tell me who you are',
  'unable to auto-detect email',
  'empty ident name',
  'no email was given',
  'no name was given',
  'user\\.useConfigOnly',
];

const settingUp: readonly KnownFailure[] = [
  {
    said: /must be run in a work tree/i,
    reason: 'no_repository',
    message:
      'The folder is a bare repository without a working tree, so there are no files to compare or ' +
      'commit. Open a clone of it.',
  },
  {
    said: /not a git repository/i,
    reason: 'no_repository',
    message: 'The folder is not in a git repository. Run “git init” in it first.',
  },
  {
    said: /dubious ownership/i,
    reason: 'git_failed',
    message:
      'The repository belongs to another user, so git refuses to use it. Run the “git config --global --add ' +
      'safe.directory …” command that git suggests in a terminal.',
  },
  {
    said: new RegExp(unknownNames.join('|'), 'i'),
    reason: 'no_identity',
    message:
      'Git does not know your name and email. Run: git config --global user.name "Your Name" — and: git config ' +
      '--global user.email "you@example.com" — then commit again.',
  },
];

const working: readonly KnownFailure[] = [
  {
    said: /gpg failed to sign|failed to sign|signing failed|couldn't (load|find) .*key/i,
    reason: 'git_failed',
    message: (output) =>
      `The commit could not be signed: ${lastLines(output, 4)} Unlock the signing key, then commit again.`,
  },
  {
    said: /Permission denied|Read-only file system|insufficient permission|Operation not permitted/i,
    reason: 'git_failed',
    message: (output) =>
      `Git may not write to the repository's own folder (.git): ${lastLines(output, 2)} Get permission ` +
      `to write there, then try again.`,
  },
  {
    said: /No space left on device|Disk quota exceeded/i,
    reason: 'git_failed',
    message: 'The disk is full, so git could not write. Free some space, then try again.',
    retryable: true,
  },
  {
    said: /index\.lock/i,
    reason: 'git_failed',
    message:
      'Another git command is running in this repository (index.lock exists). Wait for it, or remove the lock ' +
      'if none is running, then try again.',
    retryable: true,
  },
  {
    said: /nothing to commit|no changes added to commit|nothing added to commit/i,
    reason: 'nothing_to_commit',
    message: 'There is nothing to commit: these files have not changed since the last commit.',
  },
  {
    said: unknownRevision,
    reason: 'git_failed',
    message: (output) =>
      `Git does not know this revision: ${lastLines(output.replace(/^Use '--'[\s\S]*/m, ''), 1)} Name a ` +
      `commit, a branch or a tag.`,
  },
];

/** A failed git command as a FluxError of the git port's contract. */
export function toGitError(error: unknown): FluxError {
  if (error instanceof FluxError) return error;
  // A cancellation, or a bug.
  if (!(error instanceof GitFailure)) throw error;
  const { output } = error;
  const early = settingUp.find(({ said }) => said.test(output));
  if (early) return explained(early, error);
  const operation = /cannot do a partial commit during a (merge|cherry-pick|rebase)/i.exec(output)?.[1];
  if (operation) return busy(operation.toLowerCase() as 'merge' | 'cherry-pick' | 'rebase', error);
  const known = working.find(({ said }) => said.test(output));
  if (known) return explained(known, error);
  const message = `Git failed (exit code ${error.exitCode}): ${lastLines(output, 6)}`;
  return new FluxError('git_failed', message, { cause: error });
}

function explained({ reason, message, retryable = false }: KnownFailure, cause: GitFailure): FluxError {
  return new FluxError(reason, typeof message === 'string' ? message : message(cause.output), { cause, retryable });
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
