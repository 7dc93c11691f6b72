import { FluxError } from '../../../src/base/errors';
import type { TestsPort } from '../../../src/contracts/tests';
import { runProcess } from '../../../src/node/process/processes';
import { detectTests } from '../../../src/node/testRunners/detectTests';
import { runToResults } from '../../../src/node/testRunners/endWatching';
import { prepareTestRun, testRunDisplay } from '../../../src/node/testRunners/prepareTestRun';

/** The tests of a folder, found and run as Flux does, without an editor. */
export function diskTests(root: string): TestsPort {
  const found = () => detectTests({ root, settings: { command: '', framework: '' } });
  return {
    async describe(request) {
      const command = await found();
      return command && testRunDisplay(root, command, request);
    },
    async run(request, signal, onOutput) {
      const command = await found();
      if (!command) throw new FluxError('no_tests', 'There are no tests.');
      const run = await prepareTestRun(root, command, request);
      try {
        return await runToResults({
          run,
          signal,
          onOutput,
          start: (either, hear) =>
            runProcess({ shellCommand: run.shellCommand, env: run.env, cwd: root, signal: either, onOutput: hear }),
        });
      } finally {
        await run.dispose();
      }
    },
  };
}
