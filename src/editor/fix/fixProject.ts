import type * as vscode from 'vscode';
import type { Problem } from '../../contracts/ports';
import type { SettingsPort } from '../../contracts/settings';
import { findFixers, type FixerJob } from '../../node/fixers/findFixers';
import { rootFixers, type RootFixers } from '../../node/fixers/rootFixers';
import { runFixers } from '../../node/fixers/runFixers';
import { openDocument } from '../files/fileBytes';
import { showsDisk } from './fixShown';
import { outerPath, type FoldersSource, type FolderPath } from '../workspace/folder';
import { isDirtyElsewhere } from '../files/unsaved';

/** The project's own fixers for some files, found but not yet run. */
export interface ProjectFixers {
  /** Whether one that is installed decides how the file (its path as everybody calls it) is formatted. */
  formats(path: string): boolean;
  covers(path: string): boolean;
  /** Names of those that are installed and look at the file, as `fixerTable` has them. */
  names(path: string): readonly string[];
  /** Files with unsaved text are left out. Afterwards open editors show what is on the disk. @throws CancelledError */
  run(
    signal: AbortSignal,
    report: (line: string) => void,
  ): Promise<{ used: string[]; trouble: string[]; problems: Problem[] }>;
}

/** The fixers that the open folders are set up for, as far as the settings allow them. */
export async function nameFixers(folders: FoldersSource, settings: SettingsPort): Promise<RootFixers> {
  if (!settings('autofix.projectTools')) return { installed: [], missing: [] };
  const all = await Promise.all(folders().map(({ uri }) => rootFixers(uri.fsPath, settings('autofix.skip'))));
  const installed = [...new Set(all.flatMap((each) => each.installed))];
  const missing = [...new Set(all.flatMap((each) => each.missing))];
  return { installed, missing: missing.filter((name) => !installed.includes(name)) };
}

/** Finds the fixers that the settings allow. */
export async function findProjectFixers(
  folders: FoldersSource,
  settings: SettingsPort,
  places: readonly FolderPath[],
): Promise<ProjectFixers> {
  const skip = settings('autofix.skip');
  const found: { folder: vscode.WorkspaceFolder; job: FixerJob }[] = [];
  for (const folder of settings('autofix.projectTools') ? new Set(places.map((place) => place.folder)) : []) {
    const inner = places.filter((place) => place.folder === folder).map((place) => place.inner);
    for (const job of await findFixers(folder.uri.fsPath, inner, skip)) found.push({ folder, job });
  }
  const pathsOf = (all: typeof found): Set<string> =>
    new Set(all.flatMap(({ folder, job }) => job.paths.map((path) => outerPath(folders, folder, path))));
  const installed = found.filter(({ job }) => job.executable !== undefined);
  const formatted = pathsOf(installed.filter(({ job }) => job.fixer.formats));
  const covered = pathsOf(installed);
  return {
    formats: (path) => formatted.has(path),
    covers: (path) => covered.has(path),
    names: (path) => installed.filter((each) => pathsOf([each]).has(path)).map(({ job }) => job.fixer.name),
    async run(signal, report) {
      const all = { used: [] as string[], trouble: [] as string[], problems: [] as Problem[] };
      const unsaved = places.filter(
        ({ path, uri }) => covered.has(path) && (openDocument(uri)?.isDirty === true || isDirtyElsewhere(uri)),
      );
      for (const { path } of unsaved)
        all.trouble.push(
          `The project's fixers skipped ${path} because it has unsaved changes. Save it and fix it again.`,
        );
      for (const { folder, job } of found) {
        const left = new Set(unsaved.filter((place) => place.folder === folder).map(({ inner }) => inner));
        const kept = job.paths.flatMap((path, at) => (left.has(path) ? [] : [at]));
        if (kept.length === 0) continue;
        const own = {
          ...job,
          paths: kept.map((at) => job.paths[at] ?? ''),
          files: kept.map((at) => job.files[at] ?? ''),
        };
        const { used, trouble, problems } = await runFixers([own], { root: folder.uri.fsPath, signal, report });
        all.used.push(...used);
        all.trouble.push(...trouble);
        all.problems.push(
          ...problems.map((problem) => ({ ...problem, path: outerPath(folders, folder, problem.path) })),
        );
      }
      for (const place of places.filter(({ path }) => covered.has(path)))
        if (!(await showsDisk(place, signal)))
          all.trouble.push(`The editor still shows the old version of ${place.path}. Close it and open it again.`);
      return all;
    },
  };
}
