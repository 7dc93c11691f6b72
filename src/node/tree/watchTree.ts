import { compareTree, type TreeChanges } from './compareTree';
import type { PutBytes } from './diskContent';
import { createHolder } from './formerTree';
import { noteGitTree } from './gitTree';
import { noteWalkedTree } from './walkedTree';

/** A folder that is being watched. */
export interface FolderWatch {
  /**
   * What changed since. Call once; releases everything. @param isExcepted tells which paths, relative to the folder, to
   * leave out
   */
  finish(isExcepted: (path: string) => boolean): Promise<TreeChanges>;
  dispose(): Promise<void>;
}

const megabyte = 1024 * 1024;

/**
 * Notes the state of a folder before something runs that may change any of its files. In a repository that costs copies
 * of the files that are not as they were committed (each up to 20 MB, 200 MB in all); elsewhere copies of up to 2,000
 * files (each up to 4 MB, 32 MB in all). Files beyond that are only known to have changed.
 * @param put as `StorePort.putBytes`
 */
export async function watchFolder(root: string, put: PutBytes, signal: AbortSignal): Promise<FolderWatch> {
  const former =
    (await noteGitTree(root, createHolder({ total: 200 * megabyte, memory: 32 * megabyte }, put), signal)) ??
    (await noteWalkedTree(root, createHolder({ total: 32 * megabyte, memory: 32 * megabyte }, put), signal));
  return {
    async finish(isExcepted) {
      try {
        return await compareTree(root, former, put, isExcepted);
      } finally {
        await former.dispose();
      }
    },
    dispose: () => former.dispose(),
  };
}
