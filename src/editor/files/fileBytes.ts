import * as vscode from 'vscode';
import { FluxError } from '../../base/errors';

/** Larger files are neither read nor written. */
export const maxBytes = 5 * 1024 * 1024;
const bytesSearchedForNul = 8 * 1024;
const byteOrderMark = '\ufeff';

/** A file on the disk. */
export interface DiskFile {
  readonly bytes: Uint8Array;
  /** Without a byte-order mark, line endings as they are. */
  readonly raw: string;
  /** `utf8`, `utf8bom`, or undefined where the person's `files.encoding` decided. */
  readonly encoding: 'utf8' | 'utf8bom' | undefined;
}

/** The document of a file that is open somewhere in the editor. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => !document.isClosed && document.uri.toString() === key);
}

/** What is at an address; undefined where there is nothing. */
export async function kindOf(uri: vscode.Uri): Promise<'file' | 'directory' | undefined> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory) return 'directory';
    return type & vscode.FileType.File ? 'file' : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads and decodes a file without making a document of it.
 * @param path how a person calls it
 * @throws FluxError `not_found`, `is_directory`, `too_large`, `binary`
 */
export async function readDisk(uri: vscode.Uri, path: string): Promise<DiskFile> {
  const kind = await kindOf(uri);
  if (kind === 'directory') throw new FluxError('is_directory', `${path} is a folder. Name a file in it.`);
  if (kind === undefined)
    throw new FluxError(
      'not_found',
      `There is no file ${path}. Check the path; it is relative to the workspace folder.`,
    );
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > maxBytes) throw tooLarge(path, size, 'reads');
  return decode(await readBytes(uri, path), uri, path);
}

/** That a file or a text is beyond what Flux works with. */
export function tooLarge(path: string, size: number, does: 'reads' | 'writes'): FluxError {
  return new FluxError(
    'too_large',
    `${path} has ${(size / 1024 / 1024).toFixed(1)} MB; Flux ${does} files of up to 5 MB. ` +
      `${does === 'reads' ? 'Search in it, or use a command' : 'Write less, or use a command'}.`,
  );
}

/** A file's bytes. @throws FluxError `not_found` */
export async function readBytes(uri: vscode.Uri, path: string): Promise<Uint8Array> {
  try {
    return await vscode.workspace.fs.readFile(uri);
  } catch (error) {
    throw new FluxError(
      'not_found',
      `${path} cannot be read. Check that it exists and that you have permission to read it.`,
      {
        cause: error,
      },
    );
  }
}

async function decode(bytes: Uint8Array, uri: vscode.Uri, path: string): Promise<DiskFile> {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (!isUtf16 && bytes.subarray(0, bytesSearchedForNul).includes(0))
    throw new FluxError('binary', `${path} is not a text file.`);
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const known = openDocument(uri)?.encoding ?? vscode.workspace.getConfiguration('files', uri).get<string>('encoding');
  if (!isUtf16 && (hasMark || known === 'utf8' || known === 'utf8bom')) {
    try {
      return {
        bytes,
        raw: new TextDecoder('utf-8', { fatal: true }).decode(bytes),
        encoding: hasMark ? 'utf8bom' : 'utf8',
      };
    } catch {
      // Not UTF-8: the editor knows how the person reads such files.
    }
  }
  try {
    const encoding = openDocument(uri)?.encoding;
    const text = await (encoding
      ? vscode.workspace.decode(bytes, { encoding })
      : vscode.workspace.decode(bytes, { uri }));
    return { bytes, raw: text.startsWith(byteOrderMark) ? text.slice(1) : text, encoding: undefined };
  } catch (error) {
    throw new FluxError('binary', `${path} cannot be read as text.`, { cause: error });
  }
}

/** The bytes of a text in the encoding that a file was read with. */
export async function encodeLike(file: DiskFile, raw: string, uri: vscode.Uri): Promise<Uint8Array> {
  if (file.encoding) return new TextEncoder().encode((file.encoding === 'utf8bom' ? byteOrderMark : '') + raw);
  return vscode.workspace.encode(raw, { encoding: await encodingOf(file, uri) });
}

/** The encoding that a file was read with, as the editor calls it. */
export async function encodingOf(file: DiskFile, uri: vscode.Uri): Promise<string> {
  // Only the document knows which encoding the editor has guessed.
  return file.encoding ?? (await vscode.workspace.openTextDocument(uri)).encoding;
}

/** Refuses a file that would lose bytes when it is written back. @throws FluxError `binary` */
export async function requireLossless(file: DiskFile, uri: vscode.Uri, path: string): Promise<void> {
  if (file.encoding) return;
  if (sameBytes(await encodeLike(file, file.raw, uri), file.bytes)) return;
  throw new FluxError(
    'binary',
    `${path} is not in the encoding that the editor uses for it, so writing it would destroy characters. ` +
      `Reopen it with its encoding, or set files.encoding.`,
  );
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/** Writes a file's bytes; whether all of them are on the disk then. A full disk may take a part without an error. */
export async function writeWhole(uri: vscode.Uri, bytes: Uint8Array): Promise<boolean> {
  try {
    await vscode.workspace.fs.writeFile(uri, bytes);
    return sameBytes(await vscode.workspace.fs.readFile(uri), bytes);
  } catch {
    return false;
  }
}

/** Whether only the beginning of a saved text has reached the disk: on a full one the editor takes that for saved. */
export async function isCutOff(document: vscode.TextDocument): Promise<boolean> {
  const { encoding, uri } = document;
  const bytes = await vscode.workspace.fs.readFile(uri);
  const body = encoding === 'utf8bom' ? bytes.subarray(3) : bytes;
  const text = document.getText();
  const whole =
    encoding === 'utf8' || encoding === 'utf8bom'
      ? new TextEncoder().encode(text)
      : await vscode.workspace.encode(text, { encoding });
  return body.length < whole.length && sameBytes(body, whole.subarray(0, body.length));
}
