import { stripVTControlCharacters } from 'node:util';
import { FluxError, messageOf } from '../../base/errors';
import type { IndexCommitter } from '../../node/git/gitCommitOnly';
import { lastLines, toGitError } from '../../node/git/gitErrors';
import { GitFailure } from '../../node/git/gitFailure';
import type { GitRepository } from './gitExtension';

/**
 * Commits what is staged through the editor's git extension, with the person's hooks, signing and identity. Never
 * pushes, whatever `git.postCommitCommand` says. The message that the person is writing stays.
 */
export function createEditorCommitter(repository: GitRepository): IndexCommitter {
  return {
    async commit(message) {
      const draft = repository.inputBox.value;
      try {
        await repository.commit(message, { postCommitCommand: null });
      } catch (error) {
        throw toCommitError(error);
      } finally {
        // The extension empties it after a commit.
        if (repository.inputBox.value !== draft) repository.inputBox.value = draft;
      }
    },
  };
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
  if (/^NoUser(Name|Email)Configured$/.test(gitErrorCode))
    return toGitError(new GitFailure(exitCode, `Please tell me who you are. ${printed}`));
  if (printed === '') return new FluxError('git_failed', `Git failed: ${message}`, { cause: error });
  const known = toGitError(new GitFailure(exitCode, printed));
  // Git's own failures end with 128, or are told apart above: an end with 1 is a hook's.
  if (exitCode !== 1 || !known.message.startsWith('Git failed')) return known;
  const said = lastLines(stripVTControlCharacters(printed), 20);
  return new FluxError(
    'hook_refused',
    `A commit hook of the repository refused the commit, so nothing was committed. Fix what it reports` +
      `about, then commit again. It said:\n${said}`,
    { cause: error },
  );
}
