import { compareText } from '../../base/compareText';
import * as vscode from 'vscode';
import { FluxError, isCancelled, throwIfCancelled } from '../../base/errors';
import { plural } from '../../base/text';
import type { EditorPort, FixPort, FixReport, Problem } from '../../contracts/ports';
import type { SettingsPort } from '../../contracts/settings';
import { hashText } from '../../node/hash';
import { untilAborted } from '../../node/untilAborted';
import { openDocument, readDisk, requireLossless } from '../files/fileBytes';
import { fixDocument, hasChosenFormatter } from './fixDocument';
import { findProjectFixers, type ProjectFixers } from './fixProject';
import { showsDisk } from './fixShown';
import { folderPathOf, type FoldersSource, type FolderPath } from '../workspace/folder';
import { languageReady } from './languageReady';

export interface VscodeFixDeps {
  readonly folders: FoldersSource;
  readonly settings: SettingsPort;
  readonly editor: Pick<EditorPort, 'settledProblems'>;
  /** How long an extension may take with one file, in milliseconds. */
  readonly documentMs?: number;
}

/**
 * Beyond so many files only the project's own fixers run: each file costs the editor a document and its extensions'
 * attention.
 */
const mostDocuments = 300;

/** What is known so far. */
interface Progress {
  readonly used: Set<string>;
  readonly trouble: string[];
  readonly formatted: Set<string>;
}

/**
 * Organises imports, applies what linters fix by themselves, and formats, with whatever the person has installed; then
 * runs the project's own fixers. A file without unsaved text is saved; no editor opens. The editor's formatter leaves a
 * file to the project's, unless the person has chosen it for the language.
 */
export function createVscodeFix({ folders, settings, editor, documentMs = 30_000 }: VscodeFixDeps): FixPort {
  return {
    async fix(paths, signal, report = () => undefined) {
      const { places, unreadable } = await readablePlaces(folders, paths);
      const before = await fingerprints(places);
      const project = await findProjectFixers(folders, settings, places);
      const progress: Progress = { used: new Set(), trouble: [], formatted: new Set() };
      await fixDocuments(places, project, { signal, documentMs, report }, progress);
      const ran = await project.run(signal, report);
      const after = await fingerprints(places);
      const changed = places.filter(({ path }) => before.get(path) !== after.get(path)).map(({ path }) => path);
      const unsaved = places
        .filter(({ path, uri }) => changed.includes(path) && openDocument(uri)?.isDirty === true)
        .map(({ path }) => path);
      const shown = await editor.settledProblems(
        places.map(({ path }) => path),
        signal,
      );
      return {
        changed,
        unsaved,
        unformatted: [
          ...unreadable,
          ...places.map(({ path }) => path).filter((path) => !progress.formatted.has(path) && !project.covers(path)),
        ],
        used: [...new Set([...progress.used, ...ran.used])],
        trouble: [...progress.trouble, ...ran.trouble],
        remaining: mergeProblems(shown, ran.problems),
      } satisfies FixReport;
    },
  };
}

/**
 * The places of text files, each once; the others by their paths. @throws FluxError `not_found`, `is_directory`,
 * `outside_workspace`
 */
async function readablePlaces(
  folders: FoldersSource,
  paths: readonly string[],
): Promise<{ places: FolderPath[]; unreadable: string[] }> {
  const places = new Map<string, FolderPath>();
  const unreadable: string[] = [];
  for (const given of paths) {
    const place = await folderPathOf(folders, given);
    try {
      // Asked before the editor makes a document of the file.
      await readDisk(place.uri, place.path);
      places.set(place.path, place);
    } catch (error) {
      if (!FluxError.is(error, 'binary') && !FluxError.is(error, 'too_large')) throw error;
      unreadable.push(place.path);
    }
  }
  return { places: [...places.values()], unreadable };
}

/** What each file holds: its unsaved text, else its bytes. */
async function fingerprints(places: readonly FolderPath[]): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const { path, uri } of places) {
    const document = openDocument(uri);
    all.set(
      path,
      document?.isDirty
        ? hashText(document.getText())
        : hashText(Buffer.from((await readDisk(uri, path)).bytes).toString('latin1')),
    );
  }
  return all;
}

async function fixDocuments(
  places: readonly FolderPath[],
  project: ProjectFixers,
  options: { signal: AbortSignal; documentMs: number; report: (line: string) => void },
  progress: Progress,
): Promise<void> {
  const { signal, documentMs, report } = options;
  if (places.length > mostDocuments) {
    progress.trouble.push(
      `The editor's own fixes and formatters skipped ${plural(places.length, 'file')}: they take at ` +
        `most ${mostDocuments} at once. Name folders to include them.`,
    );
    return;
  }
  for (const [at, place] of places.entries()) {
    const { path, uri } = place;
    throwIfCancelled(signal);
    report(`${path} (${at + 1} of ${places.length})`);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(documentMs)]);
    try {
      const document = await untilAborted(vscode.workspace.openTextDocument(uri), limit);
      await languageReady(document, limit);
      // Text that is behind the disk would overwrite it.
      if (!(await showsDisk(place, limit))) {
        progress.trouble.push(
          `The editor shows an outdated version of ${path}, so its own fixes skipped it. ` +
            `Close it and open it again.`,
        );
        continue;
      }
      if (!document.isDirty) await requireLossless(await readDisk(uri, path), uri, path);
      const { used, formatted } = await fixDocument(document, path, {
        format: !project.formats(path) || hasChosenFormatter(document),
        signal: limit,
      });
      for (const each of used) progress.used.add(each);
      if (formatted) progress.formatted.add(path);
    } catch (error) {
      throwIfCancelled(signal);
      if (FluxError.is(error)) {
        progress.trouble.push(error.message);
        continue;
      }
      const why = isCancelled(error)
        ? `did not end within ${documentMs / 1000} s`
        : `failed (${error instanceof Error ? error.message : String(error)})`;
      progress.trouble.push(`An extension's fix or formatter for ${path} ${why}.`);
    }
  }
}

/** Problems of both, without duplicates from a fixer and its extension. */
function mergeProblems(shown: readonly Problem[], found: readonly Problem[]): Problem[] {
  const bare = (message: string): string => message.replace(/ \([^()]*\)$/, '').trim();
  const isKnown = (problem: Problem): boolean =>
    shown.some(
      ({ path, line, message }) =>
        path === problem.path && line === problem.line && bare(message) === bare(problem.message),
    );
  return [...shown, ...found.filter((problem) => !isKnown(problem))].sort(
    (a, b) => compareText(a.path, b.path) || a.line - b.line,
  );
}
