// @ts-check
import { writeFileSync } from 'node:fs';

/**
 * @typedef {{ title: string, message: string, stack: string }} Failure
 * `suites` holds how long the tests of each outermost suite took, hooks not counted, in milliseconds.
 * @typedef {{ passed: number, pending: number, failures: Failure[], durationMs: number, suites?: Record<string, number> }} Report
 */

/** A mocha reporter that prints nothing: `followMochaRun` does. */
export const silentReporter = /** @type {import('mocha').ReporterConstructor} */ (/** @type {unknown} */ (class {}));

/**
 * Follows a mocha run: collects its results, calls `print` with readable lines as tests end, and writes the report as
 * JSON to `file` at the end. A run that never ends leaves no file.
 * @param {import('mocha').Runner} runner
 * @param {string | undefined} file
 * @param {(line: string) => void} print
 */
export function followMochaRun(runner, file, print) {
  const startedAt = Date.now();
  /** @type {Report} */
  const report = { passed: 0, pending: 0, failures: [], durationMs: 0, suites: {} };
  /** @type {Map<string, number>} */
  const suites = new Map();
  runner.on('test end', (test) => {
    const suite = test.titlePath()[0] ?? '';
    suites.set(suite, (suites.get(suite) ?? 0) + (test.duration ?? 0));
  });
  runner.on('pass', (test) => {
    report.passed++;
    print(`  ok    ${test.fullTitle()} (${test.duration} ms)`);
  });
  runner.on('pending', (test) => {
    report.pending++;
    print(`  skip  ${test.fullTitle()}`);
  });
  runner.on('fail', (test, error) => {
    report.failures.push({ title: test.fullTitle(), message: String(error?.message ?? error), stack: describe(error) });
    print(`  FAIL  ${test.fullTitle()}\n${describe(error)}`);
  });
  runner.on('end', () => {
    report.durationMs = Date.now() - startedAt;
    report.suites = Object.fromEntries([...suites].sort(([, a], [, b]) => b - a));
    if (file) writeFileSync(file, JSON.stringify(report, undefined, 2));
  });
}

/** @param {any} error @returns {string} */
function describe(error) {
  const stack = String(error?.stack ?? error);
  const cause = error?.cause ? `\nCaused by: ${describe(error.cause)}` : '';
  // Assertions with their own message do not show what differed.
  const differs =
    error?.code === 'ERR_ASSERTION' && error.generatedMessage === false && 'actual' in error
      ? `\nactual:   ${show(error.actual)}\nexpected: ${show(error.expected)}`
      : '';
  return stack + differs + cause;
}

/** @param {unknown} value */
function show(value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
  return text && text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}
