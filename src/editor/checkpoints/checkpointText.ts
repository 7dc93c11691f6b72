import * as vscode from 'vscode';
import { openDocument } from '../files/fileBytes';
import { normaliseEol } from '../files/lineDiff';

const bytesSearchedForNul = 8 * 1024;

/** The text that an editor holds and that is not saved, line endings `\n`; undefined where there is none. */
export function unsavedText(uri: vscode.Uri): string | undefined {
  const document = openDocument(uri);
  return document?.isDirty ? normaliseEol(document.getText()) : undefined;
}

/**
 * Bytes as the editor would show them were they in that file, line endings as they are; undefined when they are not
 * text.
 */
export async function decodeBytes(bytes: Uint8Array, uri: vscode.Uri): Promise<string | undefined> {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (!isUtf16 && bytes.subarray(0, bytesSearchedForNul).includes(0)) return undefined;
  const encoding =
    openDocument(uri)?.encoding ?? vscode.workspace.getConfiguration('files', uri).get<string>('encoding');
  try {
    if (!isUtf16 && (encoding === 'utf8' || encoding === 'utf8bom'))
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: the editor knows how the person reads such files.
  }
  try {
    return (await vscode.workspace.decode(bytes, { uri })).replace(/^\ufeff/, '');
  } catch {
    return undefined;
  }
}
