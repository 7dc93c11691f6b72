import path from 'node:path';
import type { FileTouch } from '../../contracts/checkpoint';
import { hashBytes } from '../store/hashBytes';
import {
  findEntry,
  isSame,
  keepContents,
  maxKeptBytes,
  readContent,
  type DiskContent,
  type FoundEntry,
  type PutBytes,
} from './diskContent';
import type { Former, FormerTree } from './formerTree';
import { createFolderAges } from './folderAges';

/** What changed in a tree. `unkept`: files that changed and whose former bytes are not known. */
export interface TreeChanges {
  readonly touched: FileTouch[];
  readonly unkept: string[];
}

/** So much is read and kept in one go, and altogether; both in bytes. */
const batchBytes = 32 * 1024 * 1024;
const batchFiles = 200;
const maxBytes = 200 * 1024 * 1024;

interface Changed {
  readonly name: string;
  readonly former: Former;
  readonly now: FoundEntry | undefined;
}

/** @param isExcepted tells the paths that are the person's: changed by them meanwhile */
export async function compareTree(
  root: string,
  before: FormerTree,
  put: PutBytes,
  isExcepted: (path: string) => boolean,
): Promise<TreeChanges> {
  const touched: FileTouch[] = [];
  const unkept: string[] = [];
  let room = maxBytes;
  const ages = createFolderAges(root, before.since);
  const names = (await before.candidates()).filter((name) => !isExcepted(name)).sort();
  for (const group of batches(await findChanged(root, names, before))) {
    const loaded = await before.load(
      group.flatMap(({ name, former }) =>
        former.kind === 'stored' && former.size <= Math.min(room, maxKeptBytes) ? [name] : [],
      ),
    );
    const different: {
      readonly name: string;
      readonly was: DiskContent | null;
      readonly is: DiskContent | undefined;
    }[] = [];
    for (const { name, former, now } of group) {
      const was = formerContent(former, loaded.get(name), now);
      // Beyond the room, what a file is now is known by its hash alone: enough to undo, not to redo.
      const is =
        was === undefined || (now && !now.isFile)
          ? null
          : await readContent(path.join(root, name), Math.min(maxKeptBytes, room)).catch(() => null);
      if (was === undefined || is === null) unkept.push(name);
      else if (!isEqual(was ?? undefined, is)) {
        room -= sizeOf(was) + sizeOf(is);
        different.push({ name, was, is });
      }
    }
    const images = await keepContents(
      different.flatMap(({ was, is }) => [was ?? undefined, is]),
      put,
    );
    for (const [index, { name, was }] of different.entries()) {
      const [before = { key: null }, after = { key: null }] = images.slice(index * 2, index * 2 + 2);
      const madeFolders = was === null ? await ages.madeFor(name) : [];
      touched.push({ path: name, before, after, ...(madeFolders.length > 0 && { madeFolders }) });
    }
  }
  return { touched, unkept };
}

/** Those that are not as they were, as far as that can be told without reading. */
async function findChanged(root: string, names: readonly string[], before: FormerTree): Promise<Changed[]> {
  const changed: Changed[] = [];
  for (let at = 0; at < names.length; at += batchFiles) {
    const some = names.slice(at, at + batchFiles);
    const found = await Promise.all(some.map((name) => findEntry(path.join(root, name))));
    some.forEach((name, index) => {
      const former = before.former(name);
      const now = found[index];
      if (hasChanged(former, now, before.since)) changed.push({ name, former, now });
    });
  }
  return changed;
}

/**
 * A file written less than that before it was noted, in ms, may be written again without its times or size changing.
 */
const tooFresh = 2_000;

function hasChanged(former: Former, now: FoundEntry | undefined, since: number): boolean {
  if (former.kind === 'none') return now !== undefined;
  if (former.kind === 'unknown' && !former.identity)
    return now !== undefined && Number(now.ctimeNs / 1_000_000n) >= since;
  if (!now || !former.identity || !isSame(former.identity, now)) return true;
  // Where its bytes are known, they tell.
  return former.kind !== 'unknown' && Number(former.identity.ctimeNs / 1_000_000n) > since - tooFresh;
}

/** Null: there was no file. Undefined: there was one and its content is not known. */
function formerContent(
  former: Former,
  loaded: Uint8Array | undefined,
  now: FoundEntry | undefined,
): DiskContent | null | undefined {
  switch (former.kind) {
    case 'none':
      return null;
    case 'unknown':
      return undefined;
    case 'kept':
      return typeof former.content === 'string'
        ? { key: former.content, mode: former.mode }
        : { bytes: former.content, mode: former.mode };
    case 'stored':
      return loaded && { bytes: loaded, ...modeLike(former.isExecutable, now) };
  }
}

/** Git knows only whether a file can be executed; the other bits are taken from the file that is there now. */
function modeLike(isExecutable: boolean, now: FoundEntry | undefined): { mode?: number } {
  if (process.platform === 'win32') return {};
  if (now?.mode === undefined) return isExecutable ? { mode: 0o755 } : {};
  if (((now.mode & 0o111) !== 0) === isExecutable) return { mode: now.mode };
  return { mode: isExecutable ? now.mode | ((now.mode & 0o444) >> 2) : now.mode & ~0o111 };
}

function isEqual(was: DiskContent | undefined, is: DiskContent | undefined): boolean {
  if (!was || !is) return was === is;
  if (was.mode !== undefined && was.mode !== is.mode) return false;
  if ('bytes' in was && 'bytes' in is)
    return Buffer.from(was.bytes.buffer, was.bytes.byteOffset, was.bytes.byteLength).equals(is.bytes);
  return keyOf(was) === keyOf(is);
}

function keyOf(content: DiskContent): string {
  return 'key' in content ? content.key : hashBytes(content.bytes);
}

function sizeOf(content: DiskContent | null | undefined): number {
  return content && 'bytes' in content ? content.bytes.length : 0;
}

function batches(changed: readonly Changed[]): Changed[][] {
  const groups: Changed[][] = [];
  let bytes = 0;
  for (const each of changed) {
    const size = each.former.kind === 'stored' ? each.former.size : 0;
    const group = groups.at(-1);
    if (!group || group.length >= batchFiles || bytes + size > batchBytes) {
      groups.push([each]);
      bytes = size;
    } else {
      group.push(each);
      bytes += size;
    }
  }
  return groups;
}
