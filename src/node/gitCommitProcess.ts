import { FluxError } from '../base/errors';
import { gitEnvironment, GitFailure, gitOptions, missingGit } from './gitProcess';
import { runProcess } from './processes';

/**
 * Runs a `git commit` that the signal ends together with its hooks and whatever they have started, which the git library
 * cannot do. A lock that git leaves where it has to be killed lies beside the index that `env` names.
 * @throws GitFailure, FluxError `git_failed`, `command_failed`; CancelledError once everything has ended
 */
export async function runGitCommit(root: string, args: readonly string[], env: { readonly GIT_INDEX_FILE: string }, signal: AbortSignal): Promise<void> {
  try {
    const unset = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
    const { exitCode = -1, output } = await runProcess({ command: 'git', args: [...gitOptions, ...args], cwd: root, env: { ...unset, ...gitEnvironment(), ...env }, signal });
    if (exitCode !== 0) throw new GitFailure(exitCode, output);
  } catch (error) {
    if (FluxError.is(error, 'command_not_found')) throw new FluxError('git_failed', missingGit, { cause: error });
    throw error;
  }
}
