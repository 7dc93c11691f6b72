import { FluxError } from '../../base/errors';
import { runProcess, type ProcessResult } from '../process/processes';
import { untilAborted } from '../untilAborted';
import { personEnvironment } from './gitEnvironment';
import { GitFailure, missingGit } from './gitFailure';
import { askLibrary, startsNothing } from './gitLibrary';

type Environment = Readonly<Record<string, string>>;

/**
 * Runs git with these arguments and gives its standard output, whole. @throws GitFailure, FluxError `git_failed`,
 * CancelledError
 */
export type RunGit = (args: readonly string[], env?: Environment) => Promise<string>;

/** The same with bytes: what git gets as its standard input, and what it prints. */
export type FeedGit = (args: readonly string[], input?: Uint8Array | string, env?: Environment) => Promise<Buffer>;

/** Files are held in memory whole. */
const maxBytes = 1024 * 1024 * 1024;

/** Who only looks takes no locks and asks nothing at a terminal. */
const looking: Environment = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };

/**
 * Git in a folder. What only looks has messages in English and asks nothing at a terminal; what may start hooks,
 * filters and the like has the person's own environment.
 */
export function createRunGit(root: string, signal?: AbortSignal): RunGit {
  const feed = createFeedGit(root, signal);
  return async (args, env = {}) =>
    startsNothing(args) ? askLibrary(root, args, env, signal) : (await feed(args, '', env)).toString('utf8');
}

/** @param signal nothing is waited for once it fires; git and what it has started are ended then */
export function createFeedGit(root: string, signal: AbortSignal = new AbortController().signal): FeedGit {
  return (args, input = '', env = {}) => untilAborted(feedGit(root, args, { input, env, signal }), signal);
}

async function feedGit(
  root: string,
  args: readonly string[],
  { input, env, signal }: { input: Uint8Array | string; env: Environment; signal: AbortSignal },
): Promise<Buffer> {
  const printed: Buffer[] = [];
  const tooMuch = new AbortController();
  let size = 0;
  const command = args.find((word, at) => !word.startsWith('-') && args[at - 1] !== '-c');
  const { exitCode, output } = await runInPlace(root, args, {
    env: { ...((command === 'status' || command === 'diff') && looking), ...env },
    signal: AbortSignal.any([signal, tooMuch.signal]),
    onBytes: (data) => {
      printed.push(data);
      if ((size += data.length) > maxBytes) tooMuch.abort();
    },
    ...(input.length > 0 && { input }),
  }).catch((error: unknown) => {
    throw tooMuch.signal.aborted ? new GitFailure(-1, `git printed more than ${maxBytes} bytes`) : error;
  });
  if (exitCode === 0) return Buffer.concat(printed);
  throw new GitFailure(exitCode ?? -1, Buffer.concat(printed).toString('utf8') + output);
}

/**
 * Runs a `git commit` that the signal ends together with its hooks and whatever they have started. A lock that git
 * leaves where it has to be killed lies beside the index that `env` names. Hooks get the person's own environment, and
 * as with `git commit -- <paths>` a GIT_INDEX_FILE that holds just this commit.
 * @throws GitFailure, FluxError `git_failed`; CancelledError once everything has ended
 */
export async function runGitCommit(
  root: string,
  args: readonly string[],
  env: { readonly GIT_INDEX_FILE: string },
  signal: AbortSignal,
): Promise<void> {
  const { exitCode, output } = await runInPlace(root, args, { env, signal });
  if (exitCode !== 0) throw new GitFailure(exitCode ?? -1, output);
}

/** Git as a shell that stands in the folder would run it. Without an input it reads nothing. */
async function runInPlace(
  root: string,
  args: readonly string[],
  { env, ...options }: Omit<Parameters<typeof runProcess>[0], 'cwd' | 'command' | 'args' | 'shellCommand'>,
): Promise<ProcessResult> {
  const unset = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  try {
    return await runProcess({
      ...options,
      command: 'git',
      args,
      cwd: root,
      env: { ...unset, ...personEnvironment(root), ...env },
    });
  } catch (error) {
    if (FluxError.is(error, 'command_not_found')) throw new FluxError('git_failed', missingGit, { cause: error });
    if (FluxError.is(error, 'command_failed')) throw new FluxError('git_failed', error.message, { cause: error });
    throw error;
  }
}
