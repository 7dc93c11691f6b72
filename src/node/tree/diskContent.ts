import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readFile, stat } from 'node:fs/promises';
import type { FileImage } from '../../contracts/checkpoint';

/** Larger files are told apart by their hash; their bytes are not kept. */
export const maxKeptBytes = 50 * 1024 * 1024;
/** So many files are read and kept in one go. */
const batch = 128;

/** A file's bytes, or of a large one only their hash, and its POSIX permission bits where it has them. */
export type DiskContent = ({ readonly bytes: Uint8Array } | { readonly key: string }) & { readonly mode?: number };

/** What tells that a file is still the same without reading it. The time of the last change of status cannot be set. */
export interface Identity {
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}

/** What lies at a place, links not followed. */
export interface FoundEntry extends Identity {
  readonly isFile: boolean;
  readonly birthtimeMs: number;
  readonly mode?: number;
}

/** Undefined where there is nothing, or a folder. */
export async function findEntry(file: string): Promise<FoundEntry | undefined> {
  const found = await lstat(file, { bigint: true }).catch(() => undefined);
  if (!found || found.isDirectory()) return undefined;
  const { mtimeNs, ctimeNs, ino } = found;
  return {
    isFile: found.isFile(),
    size: Number(found.size),
    mtimeNs,
    ctimeNs,
    ino,
    birthtimeMs: Number(found.birthtimeMs),
    ...modeOf(Number(found.mode)),
  };
}

/** Whether the file has not been written since. */
export function isSame(a: Identity, b: Identity): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.ino === b.ino;
}

/**
 * Reads a file, links followed; undefined where there is none. @throws the error of the file system when it cannot be
 * read
 */
export async function readContent(file: string, maxBytes = maxKeptBytes): Promise<DiskContent | undefined> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!found?.isFile()) return undefined;
  const mode = modeOf(found.mode);
  return found.size > maxBytes ? { key: await hashFile(file), ...mode } : { bytes: await readFile(file), ...mode };
}

/** Keeps what was read and gives the images, in order. */
export async function keepContents(
  contents: readonly (DiskContent | undefined)[],
  put: PutBytes,
): Promise<FileImage[]> {
  const keys = await put(contents.flatMap((content) => (content && 'bytes' in content ? [content.bytes] : [])));
  let next = 0;
  return contents.map((content) => {
    if (!content) return { key: null };
    const key = 'key' in content ? content.key : (keys[next++] ?? null);
    return content.mode === undefined ? { key } : { key, mode: content.mode };
  });
}

/** Keeps bytes and gives their keys, as `StorePort.putBytes`. */
export type PutBytes = (list: readonly Uint8Array[]) => Promise<string[]>;

/** Reads and keeps files, some at a time. */
export async function keepDiskFiles(files: readonly string[], put: PutBytes): Promise<FileImage[]> {
  const images: FileImage[] = [];
  for (let at = 0; at < files.length; at += batch) {
    const contents = await Promise.all(files.slice(at, at + batch).map((file) => readContent(file)));
    images.push(...(await keepContents(contents, put)));
  }
  return images;
}

function modeOf(mode: number): { mode?: number } {
  return process.platform === 'win32' ? {} : { mode: mode & 0o777 };
}

/** As `hashBytes`. */
async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex').slice(0, 32);
}
