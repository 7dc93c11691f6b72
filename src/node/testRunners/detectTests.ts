import { diskProject } from './diskProject';
import { customCommand, packageTests } from './packageTests';
import { pythonTests } from './pythonTests';
import { testFrameworks, type ProjectReader, type TestCommand } from './testCommand';

export interface DetectOptions {
  /** Absolute path of the project. */
  readonly root: string;
  /** The settings `tests.command` and `tests.framework`; empty means to find out. */
  readonly settings: { readonly command: string; readonly framework: string };
  readonly project?: ProjectReader;
}

/** How the project's tests are run: as the settings say, else as package.json or pytest's files do. Undefined when nothing is found. */
export async function detectTests({ root, settings, project = diskProject(root) }: DetectOptions): Promise<TestCommand | undefined> {
  const framework = testFrameworks.find((name) => name === settings.framework);
  const line = settings.command.trim();
  if (line !== '') return customCommand(project, line, framework);
  const found = framework === 'pytest' ? await pythonTests(project) : ((await packageTests(project)) ?? (await pythonTests(project)));
  return found && framework ? { ...found, framework } : found;
}
