import * as vscode from 'vscode';
import { FluxError } from '../base/errors';
import type { FileText } from '../contracts/files';
import { hashText } from '../node/hash';
import { openDocument, readDisk, type DiskFile } from './fileBytes';
import { normaliseEol } from './lineDiff';

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
  return { path, ...textAndHash(disk.raw), dirty: isDirtyNotebook(uri), disk };
}

function textAndHash(raw: string): { text: string; hash: string } {
  const text = normaliseEol(raw);
  return { text, hash: hashText(text) };
}

function isDirtyNotebook(uri: vscode.Uri): boolean {
  return vscode.workspace.notebookDocuments.some((notebook) => notebook.isDirty && notebook.uri.toString() === uri.toString());
}

/** Refuses a notebook with unsaved cells: writing its file would set the editor's and the disk's text against each other. */
export function requireNoUnsavedNotebook(uri: vscode.Uri, path: string): void {
  if (isDirtyNotebook(uri)) throw new FluxError('stale', `${path} is open as a notebook with unsaved changes. Save it and try again.`);
}
