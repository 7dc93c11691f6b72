import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FluxError } from '../../base/errors';
import type { OwnChange } from '../../contracts/checkpoint';
import type { GitEntries, GitEntry } from './gitEntries';
import { literally } from './gitEnvironment';
import { mergeLines } from './gitMergeLines';
import { findMoves, type Blob, type OwnStep } from './gitMoves';
import type { Repository } from './gitRepository';

/** What is to be committed of a file: all of it as it stands, something else than stands there, or nothing. */
export type Share =
  | { readonly kind: 'whole' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'part'; readonly entry: GitEntry | undefined };

/** The newest commit, undefined where there is none, and what it holds. */
export interface HeadTree {
  readonly head: string | undefined;
  readonly entries: GitEntries;
}

/** Texts above this size are not merged, in bytes. */
const largest = 20 * 1024 * 1024;

/**
 * Tells a run's changes from the person's, file by file: what the newest commit would hold if only the run had worked
 * on it since. Nothing in the working tree or the index changes; new contents become objects of the repository.
 * @param own the run's changes with paths relative to the topmost folder; several to one file in their order
 * @param paths what git sees as changed
 * @throws FluxError `mixed`, with the `paths` that it is about, where the two cannot be told apart
 */
export async function shareOut(
  repository: Repository,
  { head, entries: heads }: HeadTree,
  paths: readonly string[],
  own: readonly OwnChange[],
): Promise<Map<string, Share>> {
  const { shares, doubtful } = await shareWholeFiles(repository, heads, paths, changesByPath(paths, own));
  const steps = await readSteps(
    repository,
    heads,
    [...doubtful.values()].flatMap((file) => file.changes),
  );
  const moves = await findMoves(steps, heads, (id) => readBlob(repository, id));
  const mixed: string[] = [];
  for (const [path, { disk }] of doubtful) {
    const entry = heads.get(path);
    const present = await blobOf(repository, path, entry, disk.bytes);
    const blob = await wantedBlob(repository, {
      path,
      head,
      present,
      ...(moves.get(path) ?? { from: entry?.id ?? null, steps: steps.get(path) ?? [] }),
    });
    if (blob === undefined) mixed.push(path);
    else if (blob === (entry?.id ?? null)) shares.set(path, { kind: 'nothing' });
    else if (blob === present) shares.set(path, { kind: 'whole' });
    else
      shares.set(path, {
        kind: 'part',
        entry: blob === null ? undefined : { mode: entry?.mode ?? (disk.executable ? '100755' : '100644'), id: blob },
      });
  }
  if (mixed.length > 0) throw mixedError(mixed);
  return shares;
}

function changesByPath(paths: readonly string[], own: readonly OwnChange[]): Map<string, OwnChange[]> {
  const wanted = new Set(paths);
  return Map.groupBy(
    own.filter(({ path }) => wanted.has(path)),
    ({ path }) => path,
  );
}

/** The files that are committed whole for certain; the others are `doubtful`. */
async function shareWholeFiles(
  repository: Repository,
  heads: GitEntries,
  paths: readonly string[],
  changes: ReadonlyMap<string, readonly OwnChange[]>,
) {
  const shares = new Map<string, Share>();
  const doubtful = new Map<string, { disk: DiskFile; changes: readonly OwnChange[] }>();
  for (const path of paths) {
    const [entry, mine] = [heads.get(path), changes.get(path)];
    const disk = mine && (await readDisk(join(repository.top, path)));
    // A link or a submodule has no lines.
    if (!mine || !disk || (entry && !entry.mode.startsWith('100'))) shares.set(path, { kind: 'whole' });
    else doubtful.set(path, { disk, changes: mine });
  }
  const clear = [...doubtful].filter(([path, file]) => isAllOwn(heads.get(path), file)).map(([path]) => path);
  // What the person had not committed may have moved along.
  const mayHaveMoved = [...doubtful].some(
    ([path, file]) => !clear.includes(path) && file.changes.at(-1)?.after === null,
  );
  for (const path of clear) {
    if (mayHaveMoved && !heads.has(path)) continue;
    shares.set(path, { kind: 'whole' });
    doubtful.delete(path);
  }
  return { shares, doubtful };
}

/** That files' changes cannot be told apart. */
export type MixedError = FluxError & { readonly paths: readonly string[] };

export function isMixed(error: unknown): error is MixedError {
  return FluxError.is(error, 'mixed');
}

export function mixedError(paths: readonly string[]): MixedError {
  const names = paths.map((path) => `“${path}”`).join(', ');
  const message =
    `In ${names} the run and you have changed the same lines, or git does not have your part of it yet, so the ` +
    `run's changes cannot be committed alone. Nothing was committed. Commit your own changes there first, or ` +
    `${paths.length === 1 ? 'commit the whole file, or skip it' : 'commit the whole files, or skip them'}.`;
  return Object.assign(new FluxError('mixed', message), { paths });
}

/** Whether nobody but the run has changed the file since the newest commit, byte for byte. */
function isAllOwn(
  entry: GitEntry | undefined,
  { disk, changes }: { disk: DiskFile; changes: readonly OwnChange[] },
): boolean {
  const first = changes[0]?.before ?? null;
  const committed = first === null ? entry === undefined : entry?.id === hashBlob(first, entry?.id.length ?? 40);
  return (
    committed &&
    sameBytes(changes.at(-1)?.after ?? null, disk.bytes) &&
    changes.every(({ before }, at) => at === 0 || sameBytes(before, changes[at - 1]?.after ?? null))
  );
}

function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : Buffer.compare(a, b) === 0;
}

async function readSteps(
  repository: Repository,
  heads: GitEntries,
  own: readonly OwnChange[],
): Promise<Map<string, OwnStep[]>> {
  const steps = new Map<string, OwnStep[]>();
  for (const { path, before, after } of own) {
    const entry = heads.get(path);
    const step = {
      before: await blobOf(repository, path, entry, before),
      after: await blobOf(repository, path, entry, after),
    };
    steps.set(path, [...(steps.get(path) ?? []), step]);
  }
  return steps;
}

interface Wanted {
  readonly path: string;
  readonly head: string | undefined;
  /** What the newest commit has. */
  readonly from: Blob;
  readonly steps: readonly OwnStep[];
  readonly present: Blob;
}

/** The newest commit's content with the run's changes in it; undefined where they cannot be put in. */
async function wantedBlob(
  repository: Repository,
  { path, head, from, steps, present }: Wanted,
): Promise<Blob | undefined> {
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return from;
  // Up to the newest one that leads to what was committed, they were committed before.
  const committed = steps.findLastIndex(({ after, before }) => after === from && after !== before);
  let blob: Blob | undefined = from;
  for (const step of steps.slice(committed + 1))
    blob = blob === undefined ? undefined : await applyStep(repository, path, blob, step);
  if (blob !== undefined) return blob;
  const whole =
    steps.length > 1 ? await applyStep(repository, path, from, { before: first.before, after: last.after }) : undefined;
  if (whole !== undefined) return whole;
  // Committed in between as it stood then: with nobody's changes before and nobody's since, all that is left is the
  // run's.
  if (present === last.after && (first.before === null || (await wasCommitted(repository, head, path, first.before))))
    return last.after;
  return undefined;
}

async function applyStep(
  repository: Repository,
  path: string,
  blob: Blob,
  { before, after }: OwnStep,
): Promise<Blob | undefined> {
  if (before === after || blob === after) return blob;
  if (blob === before || after === null) return after;
  if (before === null || blob === null) return undefined;
  const [base, mine, theirs] = await Promise.all(
    [before, blob, after].map(async (id) => readText(await readBlob(repository, id))),
  );
  if (base === undefined || mine === undefined || theirs === undefined) return undefined;
  const merged = mergeLines(base, mine, theirs);
  // Contents as git keeps them are not to be converted again.
  return merged === undefined ? undefined : writeBlob(repository, Buffer.from(merged, 'latin1'), ['--no-filters']);
}

/** One character a byte, so that any encoding that has line breaks where ASCII has them comes back as it was. */
function readText(bytes: Buffer): string | undefined {
  return bytes.length > largest || bytes.includes(0) ? undefined : bytes.toString('latin1');
}

/** Whether the file was like this in one of the newest commits that changed it. */
async function wasCommitted({ git }: Repository, head: string | undefined, path: string, id: string): Promise<boolean> {
  if (head === undefined) return false;
  return (
    await git([
      'log',
      '--max-count=50',
      '--format=',
      '--raw',
      '--no-abbrev',
      '--no-renames',
      head,
      '--',
      ...literally([path]),
    ])
  ).includes(id);
}

/**
 * The object that git would make of a file's bytes. A file that was committed with CRLF stays so where git converts
 * only what is new, which it does not tell without an index.
 */
async function blobOf(
  repository: Repository,
  path: string,
  entry: GitEntry | undefined,
  bytes: Uint8Array | null,
): Promise<Blob> {
  if (bytes === null) return null;
  const plain = entry && hashBlob(bytes, entry.id.length);
  if (plain !== undefined && plain === entry?.id) return plain;
  const keepsCrlf = entry !== undefined && (await readBlob(repository, entry.id)).includes('\r\n');
  return writeBlob(repository, bytes, keepsCrlf ? ['--no-filters'] : [`--path=${path}`]);
}

async function writeBlob({ feed }: Repository, bytes: Uint8Array, how: readonly string[]): Promise<string> {
  return (await feed(['hash-object', '-w', ...how, '--stdin'], bytes)).toString('utf8').trim();
}

function readBlob({ feed }: Repository, id: string): Promise<Buffer> {
  return feed(['cat-file', 'blob', id]);
}

function hashBlob(bytes: Uint8Array, length: number): string {
  return createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

interface DiskFile {
  /** Null where there is no file. */
  readonly bytes: Uint8Array | null;
  readonly executable: boolean;
}

/** Undefined for what is no plain file. */
async function readDisk(file: string): Promise<DiskFile | undefined> {
  try {
    const stats = await lstat(file);
    if (!stats.isFile()) return undefined;
    return { bytes: await readFile(file), executable: (stats.mode & 0o100) !== 0 };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { bytes: null, executable: false };
    throw new FluxError('git_failed', `A file to commit could not be read: ${String(error)}`, {
      cause: error,
    });
  }
}
