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
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    forgiveTheEditor(runner);
    followMochaRun(runner, process.env['FLUX_TEST_REPORT'], print);
  });
  if (failures > 0) throw new Error(`${failures} tests failed.`);
}

/** What the editor's own extensions do not catch, such as a pipe to a git that has ended, is no fault of a test. */
function forgiveTheEditor(runner: Mocha.Runner): void {
  const judging = runner as Mocha.Runner & { uncaught: (error: unknown) => void };
  const { uncaught } = judging;
  const judge = (error: Error) => {
    if (/[\\/]vscode[\\/]extensions[\\/]/.test(error.stack ?? '')) print(`Not caught by the editor: ${error.stack}`);
    else uncaught(error);
  };
  // Rejections that nobody handles come by the property.
  judging.uncaught = judge as (error: unknown) => void;
  process.off('uncaughtException', uncaught);
  process.on('uncaughtException', judge);
  runner.once('end', () => process.off('uncaughtException', judge));
}

function print(line: string): void {
  const log = process.env['FLUX_TEST_LOG'];
  if (log) appendFileSync(log, `${line}\n`);
  else console.log(line);
}
