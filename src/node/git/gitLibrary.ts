import { simpleGit } from 'simple-git';
import { CancelledError, FluxError } from '../../base/errors';
import { untilAborted } from '../untilAborted';
import { GitFailure, missingGit } from './gitFailure';

/** In milliseconds without output. */
const silenceMs = 10 * 60 * 1000;

/**
 * Variables of the person's environment that say who commits and where git's configuration lies. The library drops
 * every other `GIT_…`, above all those that would lead it to another repository.
 */
const kept = [
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CEILING_DIRECTORIES',
];
const own = ['GIT_TERMINAL_PROMPT', 'GIT_OPTIONAL_LOCKS', 'GIT_INDEX_FILE'];

/**
 * Commands that only look into the repository and start nothing of the person's. The library runs no others, since
 * hooks and filters would get a variable of its own: docs/decisions/0016-what-simple-git-runs.md.
 */
const lookingCommands: ReadonlySet<string> = new Set([
  'rev-parse',
  'rev-list',
  'check-ref-format',
  'for-each-ref',
  'ls-tree',
  'log',
  'diff-tree',
  'worktree',
]);

/** Whether git's arguments begin with a command that starts no hook, filter or other program of the person's. */
export function startsNothing(args: readonly string[]): boolean {
  return lookingCommands.has(args[0] ?? '');
}

/**
 * Runs git by simple-git, in English and without questions at a terminal.
 * @throws GitFailure, FluxError `git_failed`, CancelledError
 */
export async function askLibrary(
  root: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<string> {
  if (signal?.aborted) throw new CancelledError();
  // The library wraps what it is given here into an error of its own, so this keeps the original.
  let failure: GitFailure | undefined;
  try {
    const git = simpleGit({
      baseDir: root,
      allowEnvironment: [...kept, ...own],
      // The person's own configuration, where their environment says that it lies elsewhere.
      unsafe: { allowUnsafeConfigPaths: true },
      timeout: { block: silenceMs },
      abort: signal,
      errors: (error, { exitCode, stdOut, stdErr }) => {
        if (exitCode === 0) return error;
        failure = new GitFailure(exitCode, Buffer.concat([...stdOut, ...stdErr]).toString('utf8'));
        return failure;
      },
    }).env({ ...lookingEnvironment(), ...env });
    return await untilAborted(git.raw(['-c', 'core.quotePath=false', ...args]), signal);
  } catch (error) {
    if (signal?.aborted) throw new CancelledError();
    const words = error instanceof Error ? error.message : String(error);
    const isMissing = /spawn \S+ ENOENT/.test(words);
    if (failure && !isMissing) throw failure;
    throw new FluxError('git_failed', isMissing ? missingGit : `git could not be used: ${words}`, { cause: error });
  }
}

/**
 * This process's environment for git: without what the library refuses and git has no use for here (editors, pagers).
 */
function lookingEnvironment(): NodeJS.ProcessEnv {
  const ambient = Object.entries(process.env).filter(
    ([name]) => kept.includes(name) || !/^(GIT_.*|EDITOR|VISUAL|PAGER|SSH_ASKPASS|PREFIX)$/i.test(name),
  );
  return {
    ...Object.fromEntries(ambient),
    LC_ALL: 'en_US.UTF-8',
    LANG: 'en_US.UTF-8',
    LANGUAGE: 'en',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
  };
}
