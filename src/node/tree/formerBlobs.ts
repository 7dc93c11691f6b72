import { createHash } from 'node:crypto';
import type { FeedGit } from '../git/gitProcess';
import type { IndexEntry } from './indexEntries';
import { readConversions } from './watchedIndex';

/**
 * The bytes that clean files had on the disk, from the repository. Line endings may make them others than the
 * repository's; the size shows which of the two it was: the one that the index had noted for the file on the disk: only
 * whole lines' endings are converted, so a size fits one of them. A file of Git LFS is known by the hash in its
 * pointer. What else is converted (filters, encodings, `ident`) may have been anything that is converted alike, so it
 * is left out.
 */
export async function readFormerBlobs(
  git: FeedGit,
  entries: ReadonlyMap<string, IndexEntry>,
): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  if (entries.size === 0) return found;
  const paths = [...entries.keys()];
  const ids = [...new Set([...entries.values()].map(({ id }) => id))];
  const raw = parseBatch(await git(['cat-file', '--batch'], ids.map((id) => `${id}\n`).join('')), ids);
  const converted = await readConversions(git, paths);
  for (const [path, { id, identity }] of entries) {
    const bytes = raw.get(id);
    if (!bytes) continue;
    const how = converted.get(path);
    if (how !== undefined && how !== 'lfs') continue;
    const pointer = how === 'lfs' ? readPointer(bytes) : undefined;
    if (how === 'lfs' && !pointer) continue;
    // What is no larger than its pointer is one that was not fetched.
    if (bytes.length === identity.size && pointer?.size !== identity.size) {
      found.set(path, bytes);
      continue;
    }
    const smudged = await git(['cat-file', '--filters', `--path=${path}`, id]).catch(() => undefined);
    if (smudged?.length !== identity.size || identity.size === 0) continue;
    if (!pointer || createHash('sha256').update(smudged).digest('hex') === pointer.oid) found.set(path, smudged);
  }
  return found;
}

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
function readPointer(bytes: Buffer): { oid: string; size: number } | undefined {
  const [, oid, size] =
    (bytes.length < 1024 &&
      /^version \S+\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\nsize (\d+)\n/.exec(bytes.toString('latin1'))) ||
    [];
  return oid === undefined ? undefined : { oid, size: Number(size) };
}

/**
 * Reads what `git cat-file --batch` prints: for each id `<id> <type> <size>`, a line break, the bytes, a line break.
 */
function parseBatch(output: Buffer, ids: readonly string[]): Map<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  let at = 0;
  for (const id of ids) {
    const end = output.indexOf(10, at);
    if (end < 0) break;
    const [, type, size] = output.toString('utf8', at, end).split(' ');
    at = end + 1;
    if (size === undefined) continue;
    if (type === 'blob') blobs.set(id, Buffer.from(output.subarray(at, at + Number(size))));
    at += Number(size) + 1;
  }
  return blobs;
}
