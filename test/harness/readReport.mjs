// @ts-check
import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';

/** @typedef {import('./mochaReport.mjs').Report} Report */

/**
 * @param {string} file
 * @returns {Promise<Report>}
 * @throws Error when there is none, because the run ended before its end
 */
export async function readReport(file) {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new Error('The run ended without a report.', { cause });
  });
  return JSON.parse(text);
}

/**
 * The report of a run that could not be carried out: one failure.
 * @param {string} title
 * @param {unknown} error
 * @param {string} [log] shown below the error
 * @returns {Report}
 */
export function failedReport(title, error, log = '') {
  // Unlike `stack`, this tells the causes too.
  const stack = error instanceof Error ? inspect(error) : String(error);
  const message = error instanceof Error ? error.message : String(error);
  return { passed: 0, pending: 0, durationMs: 0, failures: [{ title, message, stack: `${stack}\n${log}`.trimEnd() }] };
}
