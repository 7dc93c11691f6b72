import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';
import { followMochaRun, silentReporter } from '../harness/mochaReport.mjs';
import { givePatience } from '../harness/patience.mjs';

/**
 * Runs suites inside the extension host. Results go to the file named by `FLUX_TEST_REPORT` as JSON and, readable, to
 * the one named by `FLUX_TEST_LOG`: nothing that an extension host prints reaches the outside by itself.
 * @param loads each loads one file of tests, once mocha's globals are there
 * @throws Error (a rejection) when a test fails, which ends the host with a code other than 0
 */
export async function runMocha(loads: (() => Promise<unknown>)[]): Promise<void> {
  const grep = process.env['FLUX_TEST_GREP'];
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, reporter: silentReporter, ...(grep ? { grep } : {}) });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  try {
    for (const load of loads) await load();
  } catch (error) {
    print(`Loading the tests failed: ${error instanceof Error ? error.stack : String(error)}`);
    throw error;
  }
  givePatience(mocha.suite, Mocha.Context);
  forgiveTheEditor();
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    followMochaRun(runner, process.env['FLUX_TEST_REPORT'], print);
  });
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}

/**
 * What the editor's own extensions do not catch, such as a pipe to a git that has ended, is no fault of a test. The
 * editor wraps listeners, so that none can be taken off: runners are made with another one.
 */
function forgiveTheEditor(): void {
  const runner = Mocha.Runner.prototype as unknown as { _uncaught: (error: unknown) => void };
  const { _uncaught: uncaught } = runner;
  runner._uncaught = function (this: Mocha.Runner, error: unknown) {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    if (/[\\/]vscode[\\/]extensions[\\/]/.test(stack)) print(`Not caught by the editor: ${stack}`);
    else uncaught.call(this, error);
  };
}

function print(line: string): void {
  const log = process.env['FLUX_TEST_LOG'];
  if (log) appendFileSync(log, `${line}\n`);
  else console.log(line);
}
