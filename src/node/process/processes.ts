import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { CancelledError, FluxError, messageOf, throwIfCancelled } from '../../base/errors';
import { keepOutput } from './processOutput';
import { endProcessFamily, readsInputOf, type ProcessMark } from './processTree';

/** A program with its arguments, or a line for the system's shell. */
export type ProcessCommand =
  | { readonly command: string; readonly args?: readonly string[]; readonly shellCommand?: undefined }
  | { readonly shellCommand: string; readonly command?: undefined };

export type ProcessOptions = ProcessCommand & {
  readonly cwd: string;
  /** Added to this process's environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /**
   * Hears standard output as bytes, which then are no part of `output` and are all waited for, as long as anybody holds
   * it open.
   */
  readonly onBytes?: (data: Buffer) => void;
  /** Hears standard output and standard error, mixed, as they come. */
  readonly onOutput?: (text: string) => void;
  /** How much of the output is kept, in characters. Default 8 million; beyond it the middle is lost. */
  readonly keep?: number;
  /** Its standard input, all of it. */
  readonly input?: string | Uint8Array;
  /**
   * Gives what writes to its standard input, which is empty otherwise (writing undefined ends it), and what tells
   * whether somebody there waits to read it (false where the system does not tell).
   */
  readonly onInput?: (write: (text: string | undefined) => void, isRead: () => Promise<boolean>) => void;
  /** A variable that is set for it and everything it starts, so that ending it finds also what has left its family. */
  readonly mark?: ProcessMark;
};

export interface ProcessResult {
  /** Undefined when a signal ended it. */
  readonly exitCode?: number;
  readonly signal?: NodeJS.Signals;
  /** Standard output (where no `onBytes` hears it) and standard error, mixed. */
  readonly output: string;
  readonly durationMs: number;
}

/**
 * Once a process has ended, its output counts as complete after this silence: a grandchild may hold the pipe open for
 * ever.
 */
const drainMs = 300;
/** And at the latest after this. */
const longestDrainMs = 5000;

/**
 * Runs a process in a group of its own and waits for its end.
 * @throws FluxError `command_not_found` (no such program or folder), `command_failed` (it could not be started);
 *   CancelledError once the whole tree has been ended because the signal fired
 */
export async function runProcess(options: ProcessOptions): Promise<ProcessResult> {
  const { signal, onOutput, keep = 8_000_000 } = options;
  throwIfCancelled(signal);
  const started = Date.now();
  const child = start(options);
  const output = keepOutput(keep);
  if (options.onBytes) child.stdout?.on('data', options.onBytes);
  for (const stream of options.onBytes ? [child.stderr] : [child.stdout, child.stderr]) {
    const decoder = new StringDecoder('utf8');
    const hear = (text: string) => {
      if (text === '') return;
      output.add(text);
      onOutput?.(text);
    };
    stream?.on('data', (data: Buffer) => hear(decoder.write(data)));
    stream?.on('end', () => hear(decoder.end()));
  }

  // A process that ends while somebody writes to it is no mistake.
  child.stdin?.on('error', () => {});
  if (options.input !== undefined) child.stdin?.end(options.input);
  options.onInput?.(
    (text) => {
      if (child.stdin?.writable) child.stdin[text === undefined ? 'end' : 'write'](text ?? '');
    },
    async () => child.pid !== undefined && readsInputOf(child.pid),
  );

  let ending: Promise<void> | undefined;
  const end = async () => {
    await endProcessFamily(child, { mark: options.mark });
    // What has left the family may hold it open for ever.
    if (options.onBytes) child.stdout?.destroy();
    if (options.onBytes) child.stderr?.destroy();
  };
  const stop = () => void (ending ??= end());
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [code, by] = await ended(child, options);
    // Whatever ignored the polite request may outlive its leader.
    await ending;
    if (signal.aborted) throw new CancelledError();
    return {
      exitCode: code ?? undefined,
      signal: by ?? undefined,
      output: output.text(),
      durationMs: Date.now() - started,
    };
  } finally {
    signal.removeEventListener('abort', stop);
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
}

function start(options: ProcessOptions): ChildProcess {
  const mark = options.mark && { [options.mark.name]: options.mark.value };
  const shared: SpawnOptions = {
    cwd: options.cwd,
    env: { ...process.env, ...options.env, ...mark },
    stdio: [options.onInput || options.input !== undefined ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  };
  return options.shellCommand === undefined
    ? spawn(options.command, options.args ?? [], shared)
    : spawn(inOrder(options.shellCommand), { ...shared, shell: true });
}

/**
 * A shell line with its two outputs in one pipe: read from two, what came first cannot be told, and some runners name a
 * file in the one and its tests in the other. Windows' shell knows no such thing.
 */
function inOrder(line: string): string {
  return process.platform === 'win32' ? line : `exec 2>&1; ${line}`;
}

function ended(child: ChildProcess, options: ProcessOptions): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const name = options.command ?? options.shellCommand;
      if (error.code === 'ENOENT')
        reject(
          new FluxError(
            'command_not_found',
            `“${name}” was not found (or the folder ${options.cwd} does not exist). Install it, or check its name.`,
            { cause: error },
          ),
        );
      else
        reject(
          new FluxError('command_failed', `“${name}” could not be started: ${messageOf(error)}.`, { cause: error }),
        );
    });
    child.once('close', (code, signal) => resolve([code, signal]));
    if (options.onBytes) return;
    child.once('exit', (code, signal) => {
      const finish = () => resolve([code, signal]);
      const quiet = setTimeout(finish, drainMs);
      const latest = setTimeout(finish, longestDrainMs);
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', () => quiet.refresh());
      child.once('close', () => [quiet, latest].forEach((timer) => clearTimeout(timer)));
    });
  });
}
