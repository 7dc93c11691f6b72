// @ts-check
import { repoRoot } from './paths.mjs';
import { failedReport } from './readReport.mjs';
import { runProcess } from './runProcess.mjs';

/** @typedef {import('./mochaReport.mjs').Report} Report */

/** Adds up reports, printing a line for each, and in the end every failure and the totals. */
export function createTally() {
  let passed = 0;
  /** @type {(import('./mochaReport.mjs').Failure & { part: string })[]} */
  const failures = [];

  /** @param {string} part @param {Report} report */
  function take(part, report) {
    passed += report.passed;
    failures.push(...report.failures.map((failure) => ({ part, ...failure })));
    const skipped = report.pending ? `, ${report.pending} skipped` : '';
    console.log(
      `${part}: ${report.passed} passed, ${report.failures.length} failed${skipped} (${seconds(report.durationMs)})`,
    );
  }

  return {
    take,

    /** Counts something that went wrong outside any test. @param {string} part @param {unknown} error */
    fail(part, error) {
      take(part, failedReport(part, error));
    },

    /**
     * Runs an npm script. One that fails counts as one failure, one that passes as nothing. Returns whether it passed.
     * @param {string} script
     */
    async runScript(script) {
      const startedAt = Date.now();
      const { code, output } = await runProcess('npm', ['run', '--silent', script], { cwd: repoRoot });
      if (code !== 0) take(`npm run ${script}`, failedReport(`npm run ${script}`, `It ended with ${code}.`, output));
      else console.log(`npm run ${script}: fine (${seconds(Date.now() - startedAt)})`);
      return code === 0;
    },

    /** Prints the failures and, on a line alone, the totals. Returns the exit code: 1 as well when nothing ran. */
    finish() {
      for (const { part, title, stack } of failures)
        console.log(`\n✗ ${part} › ${title}\n${stack.replaceAll(/^/gm, '    ')}`);
      if (failures.length > 0) console.log('\nLogs are in out/logs, pictures in out/screenshots.');
      console.log(`\n${passed} passed, ${failures.length} failed`);
      return failures.length > 0 || passed === 0 ? 1 : 0;
    },
  };
}

/** @param {number} ms */
function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
