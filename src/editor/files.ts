import picomatch from 'picomatch';
import * as vscode from 'vscode';
import type { FilesPort } from '../contracts/files';
import { resolveInside } from '../node/containment';
import type { ListFilesPort } from '../node/ripgrepSearch';
import { applyTargets } from './applyChanges';
import { requireDistinct, toTarget } from './changeTargets';
import { readCurrent } from './currentText';
import { kindOf } from './fileBytes';
import { requireFolder, uriIn, type FolderSource } from './folder';
import { createVscodeSearch } from './search';

/** More than that many files are not looked through when a glob is listed. */
const maxListed = 50_000;

export interface VscodeFilesDeps {
  readonly root: FolderSource;
  /** Finds files; the editor's ripgrep when left out. */
  readonly lister?: ListFilesPort;
}

/** The workspace's files through the editor. No call opens an editor, moves a cursor or takes the focus. */
export function createVscodeFiles({ root, lister = createVscodeSearch({ root }) }: VscodeFilesDeps): FilesPort {
  const resolve = (path: string) => resolveInside(requireFolder(root).uri.fsPath, path);
  const locate = async (given: string) => {
    const path = await resolve(given);
    return { path, uri: uriIn(requireFolder(root), path) };
  };
  return {
    resolve,
    async read(given) {
      const { path, uri } = await locate(given);
      const { text, hash, dirty } = await readCurrent(uri, path);
      return { path, text, hash, dirty };
    },
    async kind(given) {
      return kindOf((await locate(given)).uri);
    },
    async list(glob, limit, signal = new AbortController().signal) {
      const isHidden = hiddenByPerson(requireFolder(root).uri);
      const { files } = await lister.listFiles(glob, isHidden ? maxListed : limit, signal);
      return isHidden ? files.filter((file) => !isHidden(file)).slice(0, limit) : files;
    },
    async apply(changes, signal) {
      const located = await Promise.all(changes.map(async (change) => ({ change, ...(await locate(change.path)) })));
      requireDistinct(located);
      // One after the other: each may wait for the editor, and the first problem ends it.
      const targets = [];
      for (const { change, path, uri } of located) targets.push(await toTarget({ ...change, path }, uri));
      return applyTargets(targets, signal);
    },
  };
}

/** What the person hides with `files.exclude`; undefined where that says no more than by default. */
function hiddenByPerson(folder: vscode.Uri): ((path: string) => boolean) | undefined {
  const setting = vscode.workspace.getConfiguration('files', folder).inspect<Record<string, unknown>>('exclude');
  const all = vscode.workspace.getConfiguration('files', folder).get<Record<string, unknown>>('exclude') ?? {};
  const globs = Object.keys(all).filter((glob) => all[glob] === true && setting?.defaultValue?.[glob] !== true);
  if (globs.length === 0) return undefined;
  const matches = picomatch(globs, { dot: true });
  // A glob may name a folder, which hides all below it.
  return (path) => path.split('/').some((_, index, parts) => matches(parts.slice(0, index + 1).join('/')));
}
