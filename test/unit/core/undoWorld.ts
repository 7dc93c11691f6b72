import { mkdir, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FluxError } from '../../../src/base/errors';
import type { CheckpointPort, FileImage, Restoration } from '../../../src/contracts/checkpoint';
import { hashBytes } from '../../../src/node/store/hashBytes';
import { restoreInOrder } from '../../../src/node/tree/restoreInOrder';

/** A place with files, as small as it can be. */
export interface SmallDisk {
  read(path: string): Promise<Buffer | null>;
  write(path: string, bytes: Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
  isFolder(path: string): Promise<boolean>;
  /** Fails when something is in it. */
  removeFolder(path: string): Promise<void>;
  /** Files, and folders with a slash at the end. */
  list(): Promise<string[]>;
}

/** Where bytes are kept. */
export interface ByteStore {
  put(list: readonly Uint8Array[]): Promise<string[]>;
  get(key: string): Promise<Uint8Array | undefined>;
}

/** Files, the texts that an editor holds unsaved, and the bytes that were kept. */
export interface World {
  readonly disk: SmallDisk;
  /** By path, line endings `\n`. */
  readonly unsaved: Map<string, string>;
  readonly store: ByteStore;
  readonly checkpoints: CheckpointPort;
}

export function memoryDisk(): SmallDisk {
  const files = new Map<string, Buffer>();
  const folders = new Set<string>();
  const above = (path: string) =>
    path
      .split('/')
      .slice(0, -1)
      .map((_, index, parts) => parts.slice(0, index + 1).join('/'));
  return {
    read: async (path) => files.get(path) ?? null,
    async write(path, bytes) {
      if (folders.has(path) || above(path).some((folder) => files.has(folder))) throw new Error('in the way');
      for (const folder of above(path)) folders.add(folder);
      files.set(path, Buffer.from(bytes));
    },
    remove: async (path) => void files.delete(path),
    isFolder: async (path) => folders.has(path),
    async removeFolder(path) {
      if ([...files.keys(), ...folders].some((other) => other.startsWith(`${path}/`))) throw new Error('not empty');
      folders.delete(path);
    },
    list: async () => [...files.keys(), ...[...folders].map((folder) => `${folder}/`)].sort(),
  };
}

export function realDisk(root: string): SmallDisk {
  const at = (path: string) => join(root, path);
  return {
    read: (path) => readFile(at(path)).catch(() => null),
    async write(path, bytes) {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), bytes);
    },
    remove: (path) => rm(at(path)),
    isFolder: (path) =>
      stat(at(path)).then(
        (found) => found.isDirectory(),
        () => false,
      ),
    removeFolder: (path) => rmdir(at(path)),
    async list() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      return entries
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1) + (entry.isDirectory() ? '/' : ''))
        .sort();
    },
  };
}

function memoryStore(): ByteStore & { readonly bytes: Map<string, Uint8Array> } {
  const bytes = new Map<string, Uint8Array>();
  return {
    bytes,
    put: async (list) => list.map((each) => (bytes.set(hashBytes(each), Buffer.from(each)), hashBytes(each))),
    get: async (key) => bytes.get(key),
  };
}

/** The port over a disk and the texts of a pretended editor. */
export function worldOf(disk: SmallDisk, store: ByteStore = memoryStore()): World {
  const unsaved = new Map<string, string>();
  const keep = async (bytes: Uint8Array) => (await store.put([bytes]))[0]!;
  const imageOf = async (path: string): Promise<FileImage> => {
    const bytes = await disk.read(path);
    const text = unsaved.get(path);
    return { key: bytes && (await keep(bytes)), ...(text !== undefined && { unsaved: await keep(Buffer.from(text)) }) };
  };
  const textOf = async (image: FileImage) => {
    const key = image.unsaved ?? image.key;
    if (key === null) return null;
    const bytes = await store.get(key);
    return bytes && !bytes.includes(0) ? Buffer.from(bytes).toString('utf8') : undefined;
  };
  const writeText = async (path: string, text: string) => {
    const now = (await disk.read(path))?.toString('utf8') ?? '';
    await disk.write(path, Buffer.from(now.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text));
  };
  const place = async ({ path, expect, image, text }: Restoration) => {
    const now = await imageOf(path);
    if (now.key !== expect.key || now.unsaved !== expect.unsaved)
      throw new FluxError('stale', 'it has changed in this moment');
    if (text !== undefined)
      return void (now.unsaved === undefined ? await writeText(path, text) : unsaved.set(path, text));
    if (!image) throw new Error('a restoration to nothing');
    if (image.key === null) return now.key === null ? undefined : disk.remove(path);
    const bytes = Buffer.from((await store.get(image.key))!);
    if (now.unsaved === undefined)
      return image.unsaved === undefined ? disk.write(path, bytes) : writeText(path, (await textOf(image))!);
    await disk.write(path, bytes);
    if (image.unsaved === undefined) unsaved.delete(path);
    else unsaved.set(path, (await textOf(image))!);
  };
  const checkpoints: CheckpointPort = {
    capture: (paths) => Promise.all(paths.map(imageOf)),
    async missingFolders(path) {
      const folders = path
        .split('/')
        .slice(0, -1)
        .map((_, index, parts) => parts.slice(0, index + 1).join('/'));
      const there = await Promise.all(folders.map((folder) => disk.isFolder(folder)));
      return folders.filter((_, index) => !there[index]);
    },
    watchTree: () => Promise.reject(new Error('not here')),
    textOf: (_path, image) => textOf(image),
    bytesOf: async ({ key }) => (key === null ? null : ((await store.get(key)) ?? null)),
    restore: (restorations, signal) =>
      restoreInOrder(restorations, { place, removeFolder: (path) => disk.removeFolder(path) }, signal),
  };
  return { disk, unsaved, store, checkpoints };
}
