import { realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { FluxError, throwIfCancelled } from '../../base/errors';
import { isSecretPath, secretsIn } from '../../base/secretPaths';
import type { FileChange, FilesPort } from '../../contracts/files';
import type { ListFilesPort } from '../../node/search/ripgrepSearch';
import { applyTargets } from './applyChanges';
import { requireDistinct, toTarget, vacatedBy, type PlacedChange, type Target } from './changeTargets';
import { readCurrent } from './currentText';
import { kindOf } from './fileBytes';
import { folderPathOf, requireFolders, type FoldersSource, type FolderPath } from '../workspace/folder';
import { createVscodeSearch } from '../workspace/search';

/** So many changes are checked side by side: each waits for the editor. */
const atOnce = 20;

export interface VscodeFilesDeps {
  readonly folders: FoldersSource;
  /** Finds files; the editor's ripgrep when left out. */
  readonly lister?: ListFilesPort;
}

/** Refuses a harmless name that is a link to a file with secrets: whoever asks by names would be deceived. */
async function requireUndisguised(path: string, file: string, folder: string): Promise<void> {
  const target = await Promise.all([realpath(folder), realpath(file)]).then(
    ([from, to]) => relative(from, to),
    () => undefined,
  );
  const holds = target === undefined || isSecretPath(path) ? undefined : secretsIn(target);
  if (holds !== undefined)
    throw new FluxError(
      'secret',
      `“${path}” is a link to ${target}, which holds ${holds}. Name that file itself if it is needed; the ` +
        `person is then asked.`,
    );
}

/** The workspace's files through the editor. No call opens an editor, moves a cursor or takes the focus. */
export function createVscodeFiles({ folders, lister = createVscodeSearch({ folders }) }: VscodeFilesDeps): FilesPort {
  const locate = (given: string): Promise<FolderPath> => folderPathOf(folders, given);
  const placed = async (change: FileChange): Promise<PlacedChange> => {
    const place = await locate(change.path);
    if (change.movedFrom === undefined) return { change: { ...change, path: place.path }, place };
    const from = await locate(change.movedFrom);
    const { movedFrom: _, ...stays } = change;
    if (from.path === place.path) return { change: { ...stays, path: place.path }, place };
    return { change: { ...change, path: place.path, movedFrom: from.path }, place, from };
  };
  return {
    resolve: async (given) => (await locate(given)).path,
    realPath: (given) =>
      locate(given).then(
        // On a disk that ignores letter case, this is the case that the folder's entry has.
        ({ uri }) => realpath(uri.fsPath).catch(() => uri.fsPath),
        () => given,
      ),
    async read(given) {
      const { path, uri, folder } = await locate(given);
      await requireUndisguised(path, uri.fsPath, folder.uri.fsPath);
      const { text, hash, dirty } = await readCurrent(uri, path);
      return { path, text, hash, dirty };
    },
    async kind(given) {
      // Where several folders are open, what holds them all has no path of its own.
      if (requireFolders(folders).length > 1 && /^\.?\/?$/.test(given)) return 'directory';
      return kindOf((await locate(given)).uri);
    },
    async list(glob, limit, signal = new AbortController().signal) {
      return (await lister.listFiles(glob, limit, signal)).files;
    },
    async apply(changes, signal) {
      const all = await Promise.all(changes.map(placed));
      await requireDistinct(all, (uri) => realpath(uri.fsPath).catch(() => uri.fsPath));
      const vacated = vacatedBy(all);
      const targets: Target[] = [];
      for (let from = 0; from < all.length; from += atOnce) {
        throwIfCancelled(signal);
        const checked = await Promise.allSettled(all.slice(from, from + atOnce).map((each) => toTarget(each, vacated)));
        for (const each of checked) {
          if (each.status === 'rejected') throw each.reason;
          targets.push(each.value);
        }
      }
      return applyTargets(targets, signal);
    },
  };
}
