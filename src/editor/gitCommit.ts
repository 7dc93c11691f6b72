import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CancelledError, FluxError, isCancelled, messageOf, throwIfCancelled } from '../base/errors';
import type { GitChange } from '../contracts/ports';
import { lastLines, toGitError } from '../node/gitErrors';
import { findMade, readNewest, type NewestCommit } from '../node/gitNewest';
import { requireNoOperation } from '../node/gitOperation';
import { createRunGit, GitFailure } from '../node/gitProcess';
import { untilAborted } from '../node/untilAborted';
import type { GitRepository } from './gitExtension';

export interface EditorCommit {
  /** Absolute path of the repository's root. */
  readonly folder: string;
  readonly message: string;
  /** The newest commit before. */
  readonly head: string | undefined;
  /** What is to be committed. Nothing may be staged. */
  readonly changes: readonly GitChange[];
  readonly signal?: AbortSignal;
}

/** The editor cannot end a commit that it has begun: how long its hooks may still take once the signal has fired, in ms. */
const graceMs = 15_000;

/**
 * Commits changes through the editor's git extension, with the person's hooks, signing and identity. Never pushes,
 * whatever `git.postCommitCommand` says. The message that the person is writing stays. When it fails, nothing is staged.
 * @throws FluxError `no_identity`, `hook_refused`, `nothing_to_commit`, `git_busy`, `git_failed`; CancelledError when no
 *   commit was made within some seconds of the signal
 */
export async function commitInEditor(repository: GitRepository, options: EditorCommit): Promise<NewestCommit> {
  const { folder, message, head, changes, signal } = options;
  if (message.trim() === '') throw new FluxError('git_failed', 'A commit needs a message. Say in one line what changes.');
  const git = createRunGit(folder);
  await requireNoOperation(git).catch((error: unknown) => {
    throw toGitError(error);
  });
  try {
    await untilAborted(stageAndCommit(repository, options), signal, graceMs);
  } catch (error) {
    if (!signal?.aborted) throw error;
    const made = await findMade(git, { head, prefix: '', paths: changes.map(({ path }) => path) });
    if (made) return made;
    throw new CancelledError();
  }
  const newest = await readNewest(git, '');
  if (newest.hash === head) throw new FluxError('git_failed', 'The editor reported a commit, but there is no new one. Look at the source control view, then try again.');
  return newest;
}

async function stageAndCommit(repository: GitRepository, { folder, message, changes, signal }: EditorCommit): Promise<void> {
  const files = changes.map((change) => path.join(folder, change.path));
  const draft = repository.inputBox.value;
  try {
    if (signal) throwIfCancelled(signal);
    await repository.add(files);
    if (signal) throwIfCancelled(signal);
    await repository.commit(message, { postCommitCommand: null });
  } catch (error) {
    await repository.revert(files).catch(() => undefined);
    throw isCancelled(error) ? error : toCommitError(error);
  } finally {
    // The extension empties it after a commit.
    if (repository.inputBox.value !== draft) repository.inputBox.value = draft;
  }
}

/** Whether a path is a place or lies below it. */
export function isUnder(changed: string, place: string): boolean {
  const tidy = place.replace(/^\.\//, '').replace(/\/$/, '');
  return tidy === '' || tidy === '.' || changed === tidy || changed.startsWith(`${tidy}/`);
}

/** What the git extension's errors carry: https://github.com/microsoft/vscode/blob/main/extensions/git/src/git.ts */
interface ExtensionError extends Error {
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly gitErrorCode?: string;
}

function toCommitError(error: unknown): FluxError {
  if (!(error instanceof Error)) return new FluxError('git_failed', `Git failed: ${messageOf(error)}`);
  const { exitCode = -1, stdout = '', stderr = '', gitErrorCode = '', message } = error as ExtensionError;
  const printed = `${stdout}\n${stderr}`.trim();
  if (/^NoUser(Name|Email)Configured$/.test(gitErrorCode)) return toGitError(new GitFailure(exitCode, `Please tell me who you are. ${printed}`));
  if (printed === '') return new FluxError('git_failed', `Git failed: ${message}`, { cause: error });
  const known = toGitError(new GitFailure(exitCode, printed));
  // Git's own failures end with 128, or are told apart above: an end with 1 is a hook's.
  if (exitCode !== 1 || !known.message.startsWith('Git failed')) return known;
  const said = lastLines(stripVTControlCharacters(printed), 20);
  return new FluxError('hook_refused', `A commit hook of the repository refused the commit, so nothing was committed. Mend what it complains about, then commit again. It said:\n${said}`, { cause: error });
}
