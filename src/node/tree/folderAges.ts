import { stat } from 'node:fs/promises';
import path from 'node:path';

/** The clock of file systems may lag behind the process's, in ms. */
const lagMs = 20;

/** Tells which folders are younger than a moment. */
export interface FolderAges {
  /** The folders above a file, below the root, that have been made since, outermost first. */
  madeFor(file: string): Promise<string[]>;
}

/** @param since ms since the epoch */
export function createFolderAges(root: string, since: number): FolderAges {
  const known = new Map<string, Promise<boolean>>();
  const isNew = (folder: string) => {
    let answer = known.get(folder);
    if (!answer)
      known.set(
        folder,
        (answer = stat(path.join(root, folder)).then(
          ({ birthtimeMs }) => birthtimeMs >= since - lagMs,
          () => false,
        )),
      );
    return answer;
  };
  return {
    async madeFor(file) {
      const parts = file.split('/').slice(0, -1);
      const folders = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
      const flags = await Promise.all(folders.map(isNew));
      return folders.filter((_, index) => flags[index]);
    },
  };
}
