import type { FeedGit } from '../gitFeed';
import type { IndexEntry } from './indexEntries';

/**
 * The bytes that clean files had on the disk, from the repository. Line endings and filters (LFS, encodings) may make
 * them others than the repository's; which of the two it was is told by the size that the index had noted for the file
 * on the disk. Where neither fits, or the noted size says nothing, the file is left out.
 */
export async function readFormerBlobs(git: FeedGit, entries: ReadonlyMap<string, IndexEntry>): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  if (entries.size === 0) return found;
  const paths = [...entries.keys()];
  const ids = [...new Set([...entries.values()].map(({ id }) => id))];
  const raw = parseBatch(await git(['cat-file', '--batch'], ids.map((id) => `${id}\n`).join('')), ids);
  const filtered = await readFilterNames(git, paths);
  for (const [path, { id, identity }] of entries) {
    const bytes = raw.get(id);
    if (!bytes) continue;
    // A filter of the person's own could change bytes and keep their number.
    if (!filtered.has(path) && bytes.length === identity.size && identity.size > 0) {
      found.set(path, bytes);
      continue;
    }
    const smudged = await git(['cat-file', '--filters', `--path=${path}`, id]).catch(() => undefined);
    const fits = smudged && (identity.size > 0 ? smudged.length === identity.size : !filtered.has(path) && smudged.equals(bytes));
    if (fits) found.set(path, smudged);
  }
  return found;
}

/** The paths that a filter of `.gitattributes` is set for. */
async function readFilterNames(git: FeedGit, paths: readonly string[]): Promise<Set<string>> {
  const output = await git(['check-attr', '-z', '--stdin', 'filter'], paths.map((path) => `${path}\0`).join(''));
  const fields = output.toString('utf8').split('\0');
  const names = new Set<string>();
  for (let at = 0; at + 2 < fields.length; at += 3) if (!['unspecified', 'unset'].includes(fields[at + 2] ?? '')) names.add(fields[at] ?? '');
  return names;
}

/** Reads what `git cat-file --batch` prints: for each id `<id> <type> <size>`, a line break, the bytes, a line break. */
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
