import { diskProject } from './diskProject';
import { otherTests } from './otherTests';
import { customCommand, packageTests } from './packageTests';
import { pythonTests } from './pythonTests';
import { testFrameworks, type ProjectReader, type TestCommand } from './testCommand';

export interface DetectOptions {
  /** Absolute path of the project. */
  readonly root: string;
  /**
   * A command line that is known to run the tests (the setting `tests.command`, a task), and the setting
   * `tests.framework`; empty means to find out.
   */
  readonly settings: { readonly command: string; readonly framework: string };
  readonly project?: ProjectReader;
}

/** How the project's tests are run: as the settings say, else as its files do. Undefined when nothing is found. */
export async function detectTests({
  root,
  settings,
  project = diskProject(root),
}: DetectOptions): Promise<TestCommand | undefined> {
  const framework = testFrameworks.find((name) => name === settings.framework);
  const line = settings.command.trim();
  if (line !== '') return customCommand(project, line, framework);
  let first: TestCommand | undefined;
  for (const detect of [packageTests, pythonTests, otherTests]) {
    for (const found of [await detect(project, framework)].flat()) {
      if (found && (framework === undefined || found.framework === framework)) return found;
      first ??= found;
    }
  }
  return first && framework ? { ...first, framework } : first;
}
