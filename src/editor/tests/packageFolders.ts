import * as vscode from 'vscode';
import { findPackages, manifestGlob } from '../../node/project/findPackages';
import { diskProject } from '../../node/testRunners/diskProject';
import { createOwnTests, type OwnTests } from '../../node/testRunners/ownTests';
import type { TestCommand } from '../../node/testRunners/testCommand';
import { createVscodeSearch } from '../workspace/search';

/** With more packages than that nobody runs all tests one package after the other. */
const mostPackages = 500;
/** What else tells of tests is looked at again after that time, in ms; manifests are watched. */
const knownForMs = 10_000;

/** The packages of a folder that have tests of their own. */
export interface PackageFolders extends vscode.Disposable {
  /**
   * @param whole how the folder's tests are run as a whole, if at all
   * @param framework the setting `tests.framework`
   */
  testsIn(
    folder: vscode.WorkspaceFolder,
    whole: TestCommand | undefined,
    framework: string,
  ): Promise<readonly OwnTests[]>;
}

/** Looks for them when they are asked for, and keeps what was found for a while: each save asks several times. */
export function createPackageFolders(): PackageFolders {
  const known = new Map<string, { readonly at: number; readonly found: Promise<readonly OwnTests[]> }>();
  let watcher: vscode.FileSystemWatcher | undefined;
  const watch = (): vscode.FileSystemWatcher => {
    const made = vscode.workspace.createFileSystemWatcher(manifestGlob);
    const forget = () => known.clear();
    made.onDidCreate(forget);
    made.onDidChange(forget);
    made.onDidDelete(forget);
    return made;
  };
  return {
    testsIn(folder, whole, framework) {
      watcher ??= watch();
      const key = [folder.uri.toString(), whole?.line, framework].join('\n');
      const last = known.get(key);
      if (last && Math.abs(Date.now() - last.at) < knownForMs) return last.found;
      const found = findIn(folder, whole, framework);
      known.set(key, { at: Date.now(), found });
      found.catch(() => known.delete(key));
      return found;
    },
    dispose: () => watcher?.dispose(),
  };
}

async function findIn(
  folder: vscode.WorkspaceFolder,
  whole: TestCommand | undefined,
  framework: string,
): Promise<readonly OwnTests[]> {
  const root = folder.uri.fsPath;
  const lister = createVscodeSearch({ folders: () => [folder] });
  const { files } = await lister.listFiles(manifestGlob, mostPackages, new AbortController().signal);
  const { all } = await findPackages(files, diskProject(root));
  const own = createOwnTests(root, whole, framework);
  return (await Promise.all(all.map(({ path }) => own.in(path)))).flatMap((each) => each ?? []);
}
