import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { CancelledError, FluxError, messageOf, throwIfCancelled } from '../../base/errors';
import { createSemaphore } from '../../base/semaphore';
import { findOnPath, isExecutable } from '../executables';

/**
 * The ripgrep that the editor brings along, else one on the PATH.
 * @param appRoot the editor's own folder (`vscode.env.appRoot`)
 */
export async function findRipgrep(appRoot?: string): Promise<string | undefined> {
  const name = process.platform === 'win32' ? 'rg.exe' : 'rg';
  const packages =
    appRoot === undefined
      ? []
      : ['node_modules', 'node_modules.asar.unpacked'].map((folder) => join(appRoot, folder, '@vscode'));
  const candidates = [
    ...packages.flatMap((folder) => [
      join(folder, 'ripgrep-universal', 'bin', `${process.platform}-${process.arch}`, name),
      join(folder, 'ripgrep', 'bin', name),
    ]),
  ];
  for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  return findOnPath(name);
}

/** How a run of ripgrep ended. */
export interface RipgrepEnd {
  /** 0: found something, 1: nothing, 2: an error (which may concern single files only). */
  readonly exitCode: number;
  readonly errors: string;
  /** Whether `onLine` asked to stop. */
  readonly stopped: boolean;
}

export interface RipgrepRun {
  readonly rgPath: string;
  readonly root: string;
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  /** What ends a line of the output: a line break, or a NUL where names are listed (they may hold line breaks). */
  readonly separator?: '\n' | '\0';
  /** Hears each line; false: no more are wanted. */
  readonly onLine: (line: string) => boolean;
}

/**
 * Starting a process holds up this one for milliseconds, and many sessions search at once: so only so many run side by
 * side, and between two starts everybody else has a turn.
 */
const atOnce = 4;
const places = createSemaphore(() => atOnce);
let starting = Promise.resolve();

function ownTurn(): Promise<void> {
  const turn = starting.then(() => new Promise<void>((resolve) => setImmediate(resolve)));
  starting = turn;
  return turn;
}

/**
 * Runs ripgrep over a folder and hands over its output line by line until `onLine` returns false.
 * @throws FluxError `search_failed` when it cannot be started; CancelledError once it has ended
 */
export async function runRipgrep(run: RipgrepRun): Promise<RipgrepEnd> {
  const leave = await places.acquire(run.signal);
  try {
    await ownTurn();
    return await runNow(run);
  } finally {
    leave();
  }
}

async function runNow({ rgPath, root, args, signal, separator = '\n', onLine }: RipgrepRun): Promise<RipgrepEnd> {
  throwIfCancelled(signal);
  // A configuration file of the person's could change what is found.
  const child = spawn(rgPath, ['--no-config', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const stop = () => child.kill();
  signal.addEventListener('abort', stop, { once: true });
  let errors = '';
  let stopped = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (errors.length < 4000) errors += text;
  });
  const hear = (line: string) => {
    if (stopped || signal.aborted || onLine(line)) return;
    stopped = true;
    child.kill();
  };
  const lines = splitStream(separator, hear);
  child.stdout.on('data', (data: Buffer) => stopped || lines.push(data));
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', (error) =>
        reject(
          new FluxError(
            'search_failed',
            `ripgrep could not be started: ${messageOf(error)}. Reinstall the editor, or put rg on the PATH.`,
            { cause: error },
          ),
        ),
      );
      child.once('close', (code) => resolve(code ?? 0));
    });
    lines.end();
    if (signal.aborted) throw new CancelledError();
    return { exitCode, errors, stopped };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Longer lines of the output are dropped, in UTF-16 units: a match in a file of one endless line. */
const longestLine = 32_000_000;

/** Cuts bytes that come in pieces into lines. */
function splitStream(separator: string, onLine: (line: string) => void): { push(data: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let begun = '';
  let isTooLong = false;
  const finish = () => {
    if (!isTooLong && begun !== '') onLine(begun);
    begun = '';
    isTooLong = false;
  };
  return {
    push(data) {
      for (const [at, part] of decoder.write(data).split(separator).entries()) {
        if (at > 0) finish();
        isTooLong ||= begun.length + part.length > longestLine;
        begun = isTooLong ? '' : begun + part;
      }
    },
    end: finish,
  };
}
