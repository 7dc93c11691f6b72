import { stat } from 'node:fs/promises';
import type * as vscode from 'vscode';
import type { CheckpointPort, FileImage } from '../../contracts/checkpoint';
import { keepDiskFiles } from '../../node/tree/diskContent';
import { restoreInOrder } from '../../node/tree/restoreInOrder';
import { removeEmptyFolder, restoreFile, showRestored, type CheckpointDeps } from './checkpointRestore';
import { decodeBytes, unsavedText } from './checkpointText';
import { watchFolders } from './checkpointWatch';
import { outerPath, folderPathOf, uriIn } from '../workspace/folder';

/**
 * Bytes of the workspace's files before and after, and putting them back, over the disk and what the editor holds
 * unsaved.
 */
export function createVscodeCheckpoints({ folders, store }: CheckpointDeps): CheckpointPort {
  const put = (list: readonly Uint8Array[]) => store.putBytes(list);
  return {
    async capture(paths) {
      const places = await Promise.all(paths.map((path) => folderPathOf(folders, path)));
      const images = await keepDiskFiles(
        places.map(({ uri }) => uri.fsPath),
        put,
      );
      const texts = places.map(({ uri }) => unsavedText(uri));
      const unsaved = texts.flatMap((text) => (text === undefined ? [] : [new TextEncoder().encode(text)]));
      const keys = unsaved.length > 0 ? await put(unsaved) : [];
      return images.map((image, index): FileImage =>
        texts[index] === undefined ? image : { ...image, unsaved: keys.shift()! },
      );
    },
    async missingFolders(path) {
      const { folder, inner } = await folderPathOf(folders, path);
      const parts = inner.split('/').slice(0, -1);
      const above = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
      const isThere = await Promise.all(
        above.map((each) =>
          stat(uriIn(folder, each).fsPath).then(
            () => true,
            () => false,
          ),
        ),
      );
      return above.filter((_, index) => !isThere[index]).map((each) => outerPath(folders, folder, each));
    },
    watchTree: (signal) => watchFolders(folders, put, signal),
    async textOf(path, image) {
      if (image.unsaved !== undefined) return store.getText(image.unsaved);
      if (image.key === null) return null;
      const bytes = await store.getBytes(image.key);
      return bytes && decodeBytes(bytes, (await folderPathOf(folders, path)).uri);
    },
    bytesOf: async ({ key }) => (key === null ? null : ((await store.getBytes(key)) ?? null)),
    async restore(restorations, signal) {
      const written: vscode.Uri[] = [];
      const results = await restoreInOrder(
        restorations,
        {
          place: async (restoration) => void written.push(await restoreFile(restoration, { folders, store })),
          removeFolder: (path) => removeEmptyFolder(path, folders),
        },
        signal,
      );
      await showRestored(written);
      return results;
    },
  };
}
