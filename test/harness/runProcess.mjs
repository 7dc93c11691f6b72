// @ts-check
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { onInterrupt } from './cleanup.mjs';
import { killTree } from './processTree.mjs';

/**
 * @typedef {object} ProcessOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment; the present one when left out
 * @property {string} [logFile] gets a copy of everything printed
 * @property {boolean} [echo] also print it here
 * @property {number} [timeoutMs] then the process and its children are ended
 *
 * @typedef {object} ProcessResult
 * @property {number | null} code null when it was ended by a signal
 * @property {string} output standard output and error as they came
 * @property {boolean} timedOut
 */

/**
 * Runs a program to its end. Never rejects because of an exit code; rejects when it cannot be started.
 * @param {string} command
 * @param {string[]} args
 * @param {ProcessOptions} [options]
 * @returns {Promise<ProcessResult>}
 */
export function runProcess(command, args, options = {}) {
  if (options.logFile) mkdirSync(dirname(options.logFile), { recursive: true });
  const log = options.logFile ? createWriteStream(options.logFile) : undefined;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let timedOut = false;
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      output += chunk.toString();
      log?.write(chunk);
      if (options.echo) process.stdout.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const end = () => (child.pid ? killTree(child.pid) : undefined);
    const forget = onInterrupt(end);
    const timer =
      options.timeoutMs &&
      setTimeout(() => {
        timedOut = true;
        void end();
      }, options.timeoutMs);
    const finish = () => {
      forget();
      clearTimeout(timer || undefined);
      log?.end();
    };
    child.once('error', (error) => {
      finish();
      reject(error);
    });
    child.once('close', (code) => {
      finish();
      resolve({ code, output, timedOut });
    });
  });
}

/**
 * Runs a program and returns what it printed.
 * @param {string} command
 * @param {string[]} args
 * @param {ProcessOptions} [options]
 * @throws Error with the tail of the output when it does not end with code 0
 */
export async function runOrThrow(command, args, options) {
  const { code, output } = await runProcess(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}.\n${tail(output, 30)}`);
  return output;
}

/** The last lines of a text. @param {string} text @param {number} lines */
export function tail(text, lines) {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

/** Whether a program can be started by this name; its path, or undefined. @param {string} name */
export async function which(name) {
  const result = await runProcess('sh', ['-c', 'command -v "$0"', name]);
  return result.code === 0 ? result.output.trim() : undefined;
}
