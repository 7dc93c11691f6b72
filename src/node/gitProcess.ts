import { simpleGit } from 'simple-git';
import { FluxError } from '../base/errors';

/** What git printed before it failed. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
  constructor(
    readonly exitCode: number,
    /** Standard output, then standard error. */
    readonly output: string,
  ) {
    super(output.trim() || `git ended with exit code ${exitCode}`);
  }
}

/** Runs git with these arguments and gives its standard output, whole. @throws GitFailure, FluxError `git_failed` */
export type RunGit = (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string>;

/** Hooks and signing may take their time, but not for ever; in milliseconds without output. */
const silenceMs = 10 * 60 * 1000;

/**
 * Variables of the person's environment that say who commits and where git's configuration lies. The library drops
 * every other `GIT_…`, above all those that would lead it to another repository.
 */
const kept = ['GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM', 'GIT_CEILING_DIRECTORIES'];
const own = ['GIT_TERMINAL_PROMPT', 'GIT_OPTIONAL_LOCKS', 'GIT_LITERAL_PATHSPECS', 'GIT_INDEX_FILE'];

/** Git in a folder: messages in English, paths taken literally and printed as they are, nothing asked at a terminal. */
export function createRunGit(root: string): RunGit {
  return async (args, env = {}) => {
    // The library wraps what it is given here into an error of its own, so this keeps the original.
    let failure: GitFailure | undefined;
    try {
      const git = simpleGit({
        baseDir: root,
        allowEnvironment: [...kept, ...own],
        // The person's own configuration, where their environment says that it lies elsewhere.
        unsafe: { allowUnsafeConfigPaths: true },
        timeout: { block: silenceMs },
        errors: (error, { exitCode, stdOut, stdErr }) => {
          if (exitCode === 0) return error;
          failure = new GitFailure(exitCode, Buffer.concat([...stdOut, ...stdErr]).toString('utf8'));
          return failure;
        },
      }).env({ ...ambient(), LC_ALL: 'en_US.UTF-8', LANG: 'en_US.UTF-8', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_LITERAL_PATHSPECS: '1', ...env });
      return await git.raw(['-c', 'core.quotePath=false', ...args]);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      const isMissing = /spawn \S+ ENOENT/.test(words);
      if (failure && !isMissing) throw failure;
      throw new FluxError('git_failed', isMissing ? 'git was not found. Install git and make sure that it is on the PATH.' : `git could not be used: ${words}`, { cause: error });
    }
  };
}

/** This process's environment without what the library refuses and git has no use for here (editors, pagers). */
function ambient(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.includes(name) || !/^(GIT_.*|EDITOR|VISUAL|PAGER|SSH_ASKPASS|PREFIX)$/i.test(name)));
}
