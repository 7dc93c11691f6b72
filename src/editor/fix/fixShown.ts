import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfCancelled } from '../../base/errors';
import { openDocument, readDisk } from '../files/fileBytes';
import type { FolderPath } from '../workspace/folder';
import { normaliseEol } from '../files/lineDiff';

/** How long the editor may take to show what was written behind its back, in milliseconds. */
const reloadMs = 10_000;

/**
 * Waits until an open document without unsaved text shows what is on the disk, and says whether it does. True at once
 * where there is no such document. @throws CancelledError
 */
export async function showsDisk({ uri, path }: FolderPath, signal: AbortSignal): Promise<boolean> {
  for (const end = Date.now() + reloadMs; Date.now() < end; await sleep(50)) {
    throwIfCancelled(signal);
    const document = openDocument(uri);
    if (!document || document.isDirty) return true;
    if (normaliseEol(document.getText()) === normaliseEol((await readDisk(uri, path)).raw)) return true;
  }
  return false;
}
