import { execFile } from 'node:child_process';
import { CancelledError, FluxError } from '../base/errors';
import { gitEnvironment, GitFailure, gitOptions, missingGit } from './gitProcess';

/**
 * Runs git with these bytes as its standard input and gives the bytes of its standard output, neither of which the git
 * library can do. @throws GitFailure, FluxError `git_failed`, CancelledError
 */
export type FeedGit = (args: readonly string[], input?: Uint8Array | string, env?: Readonly<Record<string, string>>) => Promise<Buffer>;

/** Files are held in memory whole. */
const maxBytes = 1024 * 1024 * 1024;

/** @param root the folder that git runs in */
export function createFeedGit(root: string, signal?: AbortSignal): FeedGit {
  return (args, input = '', env = {}) =>
    new Promise((resolve, reject) => {
      const child = execFile('git', [...gitOptions, ...args], { cwd: root, env: { ...gitEnvironment(), ...env }, encoding: 'buffer', maxBuffer: maxBytes, windowsHide: true, signal }, (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else if (signal?.aborted) reject(new CancelledError());
        else if (error.code === 'ENOENT') reject(new FluxError('git_failed', missingGit, { cause: error }));
        else reject(new GitFailure(typeof error.code === 'number' ? error.code : -1, Buffer.concat([stdout, stderr]).toString('utf8')));
      });
      // Git may end before it has read everything; its exit code tells why.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
}
