// @ts-check
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeWithSqlite } from './ensureNode24.mjs';
import { outFolder, repoRoot } from './paths.mjs';
import { failedReport, readReport } from './readReport.mjs';
import { runProcess, tail } from './runProcess.mjs';

/**
 * Runs compiled test files in one Node process that has `node:sqlite` without a flag. Never rejects: a process that
 * crashes or hangs counts as one failure.
 * @param {string} name names the log and the report in `out/logs`
 * @param {string[]} files
 * @param {{ grep?: string, testTimeoutMs: number, timeoutMs: number }} options the limits of one test and of all
 * @returns {Promise<import('./mochaReport.mjs').Report>}
 */
export async function runPlainTests(name, files, { grep, testTimeoutMs, timeoutMs }) {
  const base = join(outFolder, 'logs', name);
  const report = `${base}.json`;
  let output = '';
  try {
    await mkdir(join(outFolder, 'logs'), { recursive: true });
    await rm(report, { force: true });
    const args = [
      '--enable-source-maps',
      join(repoRoot, 'test/harness/mochaChild.mjs'),
      report,
      String(testTimeoutMs),
      ...files,
    ];
    const env = { ...process.env, FLUX_REPO_ROOT: repoRoot, ...(grep ? { FLUX_TEST_GREP: grep } : {}) };
    const result = await runProcess(await nodeWithSqlite(), args, {
      cwd: repoRoot,
      env,
      logFile: `${base}.log`,
      timeoutMs,
    });
    output = result.output;
    if (result.timedOut) throw new Error(`The run did not end within ${timeoutMs / 1000} s.`);
    return await readReport(report);
  } catch (error) {
    return failedReport(name, error, tail(output, 40));
  }
}
