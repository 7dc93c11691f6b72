// @ts-check
// Runs compiled test files in a process of its own: node mochaChild.mjs <report.json> <timeout ms> <file>…
import Mocha from 'mocha';
import { followMochaRun, silentReporter } from './mochaReport.mjs';
import { givePatience } from './patience.mjs';

const [reportFile, timeoutMs, ...files] = process.argv.slice(2);
const grep = process.env.FLUX_TEST_GREP;
const mocha = new Mocha({ ui: 'bdd', timeout: Number(timeoutMs), reporter: silentReporter, ...(grep ? { grep } : {}) });
for (const file of files) mocha.addFile(file);
await mocha.loadFilesAsync();
givePatience(mocha.suite, Mocha.Context);
const runner = mocha.run((failures) => {
  // A forgotten timer or socket must not keep a finished run alive.
  process.exit(failures ? 1 : 0);
});
followMochaRun(runner, reportFile, (line) => console.log(line));
