import { FluxError } from '../base/errors';
import type { SettingsPort } from '../contracts/settings';
import type { TestRequest, TestsPort } from '../contracts/tests';
import { resolveInside } from '../node/containment';
import { detectTests } from '../node/testRunners/detectTests';
import { prepareTestRun, type TestRun } from '../node/testRunners/prepareTestRun';
import { requireFolder, type FolderSource } from './folder';
import { runAsTask } from './tasks';

export interface VscodeTestsDeps {
  readonly root: FolderSource;
  readonly settings: SettingsPort;
}

/** The workspace folder's tests, run as a task in a terminal. */
export function createVscodeTests({ root, settings }: VscodeTestsDeps): TestsPort {
  /** Undefined when no tests are found. */
  const prepare = async (request: TestRequest): Promise<TestRun | undefined> => {
    const folder = requireFolder(root).uri.fsPath;
    const command = await detectTests({ root: folder, settings: { command: settings('tests.command'), framework: settings('tests.framework') } });
    if (!command) return undefined;
    const files = request.files && (await Promise.all(request.files.map((file) => resolveInside(folder, file))));
    return prepareTestRun(folder, command, { ...request, files });
  };
  return {
    async describe(request = {}) {
      const run = await prepare(request);
      await run?.dispose();
      return run?.display;
    },
    async run(request, signal, onOutput) {
      const run = await prepare(request);
      if (!run) throw new FluxError('no_tests', 'No tests were found. Say how they are run in the setting flux.tests.command, such as “npm test”.');
      try {
        const timeoutMs = settings('execution.stepTimeoutSeconds') * 1000;
        const result = await runAsTask({
          name: 'Tests',
          display: run.display,
          shellCommand: run.shellCommand,
          env: run.env,
          cwd: requireFolder(root).uri.fsPath,
          signal,
          timeoutMs,
          onOutput,
          group: 'test',
        });
        if (result.timedOut) throw new FluxError('timeout', `“${run.display}” took longer than ${timeoutMs / 1000} s and was stopped. Raise flux.execution.stepTimeoutSeconds, or run fewer tests.`);
        return await run.readReport({ exitCode: result.exitCode ?? 1, output: result.output, durationMs: result.durationMs });
      } finally {
        await run.dispose();
      }
    },
  };
}
