import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { CancelledError, FluxError, messageOf, throwIfCancelled } from '../../base/errors';
import { endProcessTree } from '../process/processTree';

/** A program that reads a text and prints another. */
export interface FilterCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * Puts a file's text through a program, and writes back what it prints when that is another text and the program says
 * that it worked. The file is left alone when it has changed meanwhile.
 * @returns the exit code, and what the program printed to standard error
 * @throws FluxError `command_failed`; CancelledError once the process has ended
 */
export async function filterFile(
  file: string,
  call: FilterCall,
  worked: readonly number[],
): Promise<{ exitCode: number | undefined; output: string }> {
  const before = await readFile(file);
  const { exitCode, stdout, stderr } = await runFilter(before, call);
  const isNew = exitCode !== undefined && worked.includes(exitCode) && stdout.length > 0 && !stdout.equals(before);
  if (isNew && (await readFile(file)).equals(before)) await writeFile(file, stdout);
  return { exitCode, output: stderr };
}

async function runFilter(
  input: Buffer,
  { command, args, cwd, signal }: FilterCall,
): Promise<{ exitCode: number | undefined; stdout: Buffer; stderr: string }> {
  throwIfCancelled(signal);
  const child = spawn(command, args, {
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const out: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => out.push(data));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += stderr.length < 100_000 ? text : ''));
  // A program that ends before it has read everything closes the pipe; its exit code tells more.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let stopInsisting: (() => void) | undefined;
  const stop = () => (stopInsisting ??= endProcessTree(child));
  signal.addEventListener('abort', stop, { once: true });
  try {
    const exitCode = await new Promise<number | undefined>((resolve, reject) => {
      child.once('error', (error) =>
        reject(
          new FluxError('command_failed', `“${command}” could not be started: ${messageOf(error)}.`, { cause: error }),
        ),
      );
      child.once('close', (code) => resolve(code ?? undefined));
    });
    if (signal.aborted) throw new CancelledError();
    return { exitCode, stdout: Buffer.concat(out), stderr };
  } finally {
    stopInsisting?.();
    signal.removeEventListener('abort', stop);
  }
}
