import type * as vscode from 'vscode';
import { FluxError } from '../../base/errors';
import type { FileText } from '../../contracts/files';
import { hashText } from '../../node/hash';
import { openDocument, readDisk, type DiskFile } from './fileBytes';
import { normaliseEol } from './lineDiff';
import { isDirtyElsewhere } from './unsaved';

/** A file as it stands now; `disk` is missing where an editor holds unsaved text. */
export interface CurrentFile extends FileText {
  readonly disk?: DiskFile;
}

/** Unsaved text where an editor holds some, else the disk's. @throws FluxError as `FilesPort.read` */
export async function readCurrent(uri: vscode.Uri, path: string): Promise<CurrentFile> {
  const document = openDocument(uri);
  if (document?.isDirty) return { path, ...textAndHash(document.getText()), dirty: true };
  const disk = await readDisk(uri, path);
  // The person may have typed while the disk was read.
  if (openDocument(uri)?.isDirty) return readCurrent(uri, path);
  return { path, ...textAndHash(disk.raw), dirty: isDirtyElsewhere(uri), disk };
}

function textAndHash(raw: string): { text: string; hash: string } {
  const text = normaliseEol(raw);
  return { text, hash: hashText(text) };
}

/**
 * Refuses a notebook with unsaved cells, and the like: writing its file would set the editor's and the disk's text
 * against each other.
 */
export function requireNoUnsavedNotebook(uri: vscode.Uri, path: string): void {
  if (isDirtyElsewhere(uri))
    throw new FluxError(
      'stale',
      `${path} is open in a notebook or custom editor with unsaved changes. Save it and try again.`,
    );
}
