import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isUnder } from '../../base/isUnder';
import { isSecretPath } from '../../base/secretPaths';
import type { FilePlace } from '../../contracts/ports';
import { entersStore } from '../containment';
import { hiddenBy } from '../search/hiddenBy';
import { createPlainSearch } from '../search/plainSearch';
import { findRipgrep } from '../search/ripgrep';
import { createRipgrepSearch, type ListFilesPort } from '../search/ripgrepSearch';
import type { FileTable } from './fileTable';
import type { IndexedFolder, LookRequest } from './indexProtocol';

/** Files that are looked at (by time and size) in one go. */
const lookedAtOnce = 500;

/** A file that has changed, and its size in bytes. */
export type ChangedFile = FilePlace & { readonly size: number };

interface Changes {
  readonly changed: readonly ChangedFile[];
  readonly found: number;
  readonly gone: number;
  readonly isComplete: boolean;
}

/** Lists all files, finds those that have changed, and takes out of the index what is gone, a part at a time. */
export async function lookThrough(
  table: Pick<FileTable, 'begin' | 'changed' | 'prune' | 'removeAll'>,
  { folders, paths, anew, maxBytes, mostFiles }: LookRequest,
  appRoot: string | undefined,
): Promise<Changes> {
  const rgPath = await findRipgrep(appRoot);
  const changed: ChangedFile[] = [];
  let found = 0;
  let isComplete = true;
  table.begin();
  if (anew && paths.length === 0) table.removeAll();
  else if (anew) table.prune(paths);
  for (const folder of folders) {
    const lister: ListFilesPort =
      rgPath === undefined ? createPlainSearch({ root: folder.root }) : createRipgrepSearch({ ...folder, rgPath });
    // What is hidden counts there, too, and is left out afterwards.
    const room = folder.hidden.length > 0 ? 2 * mostFiles : mostFiles - found;
    const listed = await lister.listFiles(undefined, room, new AbortController().signal);
    const wanted = placesIn(folder, listed.files, paths);
    isComplete &&= !listed.truncated && found + wanted.length <= mostFiles;
    wanted.length = Math.min(wanted.length, mostFiles - found);
    found += wanted.length;
    for (let from = 0; from < wanted.length; from += lookedAtOnce) {
      changed.push(...table.changed(wanted.slice(from, from + lookedAtOnce), maxBytes));
      await setImmediate();
    }
  }
  // Without a whole list nobody knows what is gone.
  return { changed, found, isComplete, gone: isComplete ? table.prune(paths) : 0 };
}

function placesIn(
  { root, name, hidden }: IndexedFolder,
  listed: readonly string[],
  paths: readonly string[],
): FilePlace[] {
  const isHidden = hiddenBy(hidden);
  return listed.flatMap((inner) => {
    const path = name === '' ? inner : `${name}/${inner}`;
    const file = join(root, inner);
    return isUnder(path, paths) && !isHidden?.(inner) && !isSecretPath(path) && !entersStore(file)
      ? [{ path, file }]
      : [];
  });
}
