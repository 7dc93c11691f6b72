import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CancelledError, FluxError } from '../base/errors';
import { gitEnvironment, GitFailure, gitOptions, missingGit, type RunGit } from './gitProcess';
import { runProcess } from './processes';

/**
 * Runs a `git commit` that the signal ends together with its hooks and whatever they have started, which the git library
 * cannot do. No lock of its own stays behind.
 * @param git for what has to be asked, also after the signal has fired
 * @throws GitFailure, FluxError `git_failed`, `command_failed`; CancelledError once everything has ended
 */
export async function runGitCommit(git: RunGit, root: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const lock = resolve(root, (await git(['rev-parse', '--git-path', 'index.lock'])).trim());
  const foreign = identityOf(lock);
  let held: string | undefined;
  const note = () => (held = identityOf(lock));
  // Before the process listens, which ends git then.
  signal.addEventListener('abort', note, { once: true });
  try {
    const unset = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
    const { exitCode = -1, output } = await runProcess({ command: 'git', args: [...gitOptions, ...args], cwd: root, env: { ...unset, ...gitEnvironment() }, signal });
    if (exitCode !== 0) throw new GitFailure(exitCode, output);
  } catch (error) {
    if (FluxError.is(error, 'command_not_found')) throw new FluxError('git_failed', missingGit, { cause: error });
    // Git removes its locks where it is asked to end, but not where it has to be killed.
    if (error instanceof CancelledError && held !== undefined && held !== foreign && held === identityOf(lock)) await rm(lock, { force: true });
    throw error;
  } finally {
    signal.removeEventListener('abort', note);
  }
}

/** Tells one lock from the next of the same name; undefined when there is none. */
function identityOf(file: string): string | undefined {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.ino} ${stats.birthtimeNs}`;
}
