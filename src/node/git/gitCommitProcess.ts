import { FluxError } from '../../base/errors';
import { personEnvironment } from './gitEnvironment';
import { GitFailure, missingGit } from './gitFailure';
import { runProcess } from '../process/processes';

/**
 * Runs a `git commit` that the signal ends together with its hooks and whatever they have started, which the git
 * library cannot do. A lock that git leaves where it has to be killed lies beside the index that `env` names. Hooks get
 * the person's own environment, and as with `git commit -- <paths>` a GIT_INDEX_FILE that holds just this commit.
 * @throws GitFailure, FluxError `git_failed`, `command_failed`; CancelledError once everything has ended
 */
export async function runGitCommit(
  root: string,
  args: readonly string[],
  env: { readonly GIT_INDEX_FILE: string },
  signal: AbortSignal,
): Promise<void> {
  try {
    const unset = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
    // As in a shell that stands there.
    const at = process.env['PWD'] === undefined ? {} : { PWD: root };
    const { exitCode = -1, output } = await runProcess({
      command: 'git',
      args,
      cwd: root,
      env: { ...unset, ...personEnvironment(), ...at, ...env },
      signal,
    });
    if (exitCode !== 0) throw new GitFailure(exitCode, output);
  } catch (error) {
    if (FluxError.is(error, 'command_not_found')) throw new FluxError('git_failed', missingGit, { cause: error });
    throw error;
  }
}
