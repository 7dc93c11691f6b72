import { FluxError } from '../base/errors';
import type { SettingsPort } from '../contracts/settings';
import type { TestRequest, TestsPort } from '../contracts/tests';
import { resolveInside } from '../node/containment';
import { detectTests } from '../node/testRunners/detectTests';
import { prepareTestRun, testRunDisplay } from '../node/testRunners/prepareTestRun';
import { requireFolder, type FolderSource } from './folder';
import { runAsTask } from './tasks';

export interface VscodeTestsDeps {
  readonly root: FolderSource;
  readonly settings: SettingsPort;
}

/** The workspace folder's tests, run as a task in a terminal. How long they may take is the signal's business. */
export function createVscodeTests({ root, settings }: VscodeTestsDeps): TestsPort {
  /** Undefined when no tests are found. */
  const find = async (given: TestRequest) => {
    const folder = requireFolder(root).uri.fsPath;
    const command = await detectTests({ root: folder, settings: { command: settings('tests.command'), framework: settings('tests.framework') } });
    if (!command) return undefined;
    const files = given.files && (await Promise.all(given.files.map((file) => resolveInside(folder, file))));
    return { folder, command, request: { ...given, files } };
  };
  return {
    async describe(given = {}) {
      const found = await find(given);
      return found && testRunDisplay(found.command, found.request);
    },
    async run(given, signal, onOutput) {
      const found = await find(given);
      if (!found) throw new FluxError('no_tests', 'No tests were found. Say how they are run in the setting flux.tests.command, such as “npm test”.');
      const run = await prepareTestRun(found.folder, found.command, found.request);
      try {
        const result = await runAsTask({ name: 'Tests', display: run.display, shellCommand: run.shellCommand, env: run.env, cwd: found.folder, signal, onOutput, group: 'test' });
        return await run.readReport({ exitCode: result.exitCode ?? 1, output: result.output, durationMs: result.durationMs });
      } finally {
        await run.dispose();
      }
    },
  };
}
