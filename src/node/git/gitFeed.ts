import { execFile } from 'node:child_process';
import { CancelledError, FluxError } from '../../base/errors';
import { personEnvironment } from './gitEnvironment';
import { GitFailure, missingGit } from './gitFailure';

/**
 * Runs git with these bytes as its standard input and gives the bytes of its standard output. What git starts (filters,
 * hooks) gets the person's own environment. @throws GitFailure, FluxError `git_failed`, CancelledError
 */
export type FeedGit = (
  args: readonly string[],
  input?: Uint8Array | string,
  env?: Readonly<Record<string, string>>,
) => Promise<Buffer>;

/** Files are held in memory whole. */
const maxBytes = 1024 * 1024 * 1024;

/** Who only looks takes no locks and asks nothing at a terminal. */
const looking: Readonly<Record<string, string>> = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };

/** @param root the folder that git runs in */
export function createFeedGit(root: string, signal?: AbortSignal): FeedGit {
  return (args, input = '', env = {}) =>
    new Promise((resolve, reject) => {
      const command = args.find((word, at) => !word.startsWith('-') && args[at - 1] !== '-c');
      const looks = command === 'status' || command === 'diff';
      const child = execFile(
        'git',
        args,
        {
          cwd: root,
          env: { ...personEnvironment(), ...(looks && looking), ...env },
          encoding: 'buffer',
          maxBuffer: maxBytes,
          windowsHide: true,
          signal,
        },
        (error, stdout, stderr) => {
          if (!error) resolve(stdout);
          else if (signal?.aborted) reject(new CancelledError());
          else if (error.code === 'ENOENT') reject(new FluxError('git_failed', missingGit, { cause: error }));
          else
            reject(
              new GitFailure(
                typeof error.code === 'number' ? error.code : -1,
                Buffer.concat([stdout, stderr]).toString('utf8'),
              ),
            );
        },
      );
      // Git may end before it has read everything; its exit code tells why.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
}
