import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isCancelled } from '../../base/errors';
import { createFeedGit, type FeedGit } from '../git/gitProcess';
import { findEntry, isSame, readContent, type Identity } from './diskContent';
import type { Former, FormerTree, Holder } from './formerTree';
import { readFormerBlobs } from './formerBlobs';
import { parseStatusV2, type StatusPaths } from './gitStatusV2';
import { readIndexEntries, type IndexEntry } from './indexEntries';
import { carefulOptions, copyWatchedIndex, present } from './watchedIndex';

/** Larger files that git does not know as they are have no copy. */
const maxCopiedBytes = 20 * 1024 * 1024;

/**
 * Notes the state of a folder in a repository: HEAD, what differs from it, and copies of just those files; the rest can
 * be had from git. Undefined where the folder is in no repository, or an ignored one.
 *
 * Everything works on a copy of the index, brought up to date and without the flags that keep git from looking, so that
 * git's own stays as it is and the sizes noted in the copy are those of the files on the disk. What is ignored is noted
 * by name, so that a file which only comes to be seen later is not taken for a new one; ignored files themselves and
 * nested repositories are not watched.
 */
export async function noteGitTree(root: string, holder: Holder, signal: AbortSignal): Promise<FormerTree | undefined> {
  const since = Date.now();
  const plain = createFeedGit(root, signal);
  const place = await readPlace(plain, root, signal);
  if (!place) return undefined;
  const options = await carefulOptions(plain, root);
  const carefully =
    (run: FeedGit): FeedGit =>
    (args, input, env) =>
      run([...options, ...args], input, env);
  const git = carefully(plain);
  const folder = await mkdtemp(path.join(tmpdir(), 'flux-tree-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const noted = await noteState({ git, root, place, copy: path.join(folder, 'index') }, holder);
    if (!noted) return void (await dispose());
    // The command is over by then, and must be compared even when the run was stopped.
    const later = carefully(createFeedGit(root));
    const top = carefully(createFeedGit(place.top));
    return { since, ...compareLater(noted, later, top), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The folder that is noted, and where the copy of its index is to lie. */
interface Watched {
  readonly git: FeedGit;
  readonly root: string;
  readonly place: GitPlace;
  readonly copy: string;
}

/** A folder's state before the command. */
interface Noted extends Watched {
  /** Has git work on the copy of the index. */
  readonly env: Readonly<Record<string, string>>;
  readonly absent: ReadonlySet<string>;
  /** What the index itself was. */
  readonly indexBefore: Identity | undefined;
  readonly head: string | undefined;
  /** What cannot be had from git. */
  readonly dirty: ReadonlyMap<string, Former>;
  /** Whether a path was ignored, or lay in a nested repository. */
  readonly isHidden: (entry: string) => boolean;
}

/** Undefined where the folder is ignored. */
async function noteState(watched: Watched, holder: Holder): Promise<Noted | undefined> {
  const { git, root, place, copy } = watched;
  const { prefix } = place;
  const indexBefore = await findEntry(place.index);
  const { env, absent, unprovable } = await copyWatchedIndex(git, root, place.index, copy);
  const head = await readHead(git);
  const before = await readStatus(git, { ...env, GIT_OPTIONAL_LOCKS: '1' }, true);
  if (before.ignored.some((entry) => entry.endsWith('/') && prefix.startsWith(entry))) return undefined;
  const nested = before.untracked.filter((entry) => entry.endsWith('/'));
  const isHidden = coveredBy(pathsIn(prefix, [...before.ignored, ...nested]));
  const dirty = new Map<string, Former>();
  for (const entry of pathsIn(prefix, [...before.changed, ...before.untracked]))
    if (!entry.endsWith('/')) dirty.set(entry, await copyOf(path.join(root, entry), holder));
  for (const entry of unprovable)
    if (!dirty.has(entry) && !absent.has(entry)) dirty.set(entry, await copyOf(path.join(root, entry), holder));
  return { ...watched, env, absent, indexBefore, head, dirty, isHidden };
}

/** Relative to the folder. A name that is not UTF-8 cannot be told from others like it. */
function pathsIn(prefix: string, paths: readonly string[]): string[] {
  return paths
    .filter((entry) => entry.startsWith(prefix) && !entry.includes('\ufffd'))
    .map((entry) => entry.slice(prefix.length));
}

/** @param top git in the topmost folder */
function compareLater(noted: Noted, git: FeedGit, top: FeedGit): Pick<FormerTree, 'candidates' | 'former' | 'load'> {
  const { root, place, env, absent, dirty } = noted;
  const { prefix } = place;
  let entries: ReadonlyMap<string, IndexEntry> = new Map();
  return {
    async candidates() {
      // By the index as it was: what the command has taken out of it, or hidden by a flag, is looked at all the same.
      const after = await readStatus(git, env, false);
      const moved = await changedBetween(git, noted.head, await readHead(git));
      const added = isUnwritten(noted.indexBefore, await findEntry(place.index)) ? [] : await addedTo(git, env);
      const appeared = await present(root, absent);
      const told = pathsIn(prefix, [...after.changed, ...after.untracked, ...moved]);
      const files = told.filter((entry) => !entry.endsWith('/'));
      const paths = [...new Set([...dirty.keys(), ...files, ...added, ...appeared])];
      const wanted = paths.filter((entry) => !dirty.has(entry)).map((entry) => prefix + entry);
      entries = await readIndexEntries(top, wanted, env);
      return paths;
    },
    former(entry) {
      const copied = dirty.get(entry);
      if (copied) return copied;
      if (absent.has(entry)) return { kind: 'none' };
      const known = entries.get(prefix + entry);
      if (!known) return noted.isHidden(entry) ? { kind: 'unknown' } : { kind: 'none' };
      const { mode, identity } = known;
      return mode.startsWith('100')
        ? { kind: 'stored', size: identity.size, isExecutable: mode === '100755', identity }
        : { kind: 'unknown', identity };
    },
    async load(paths) {
      const wanted = new Map([...entries].filter(([entry]) => paths.includes(entry.slice(prefix.length))));
      const blobs = await readFormerBlobs(top, wanted);
      return new Map([...blobs].map(([entry, bytes]) => [entry.slice(prefix.length), bytes]));
    },
  };
}

interface GitPlace {
  readonly top: string;
  /** The folder within the repository, ending in `/`, or empty. */
  readonly prefix: string;
  readonly index: string;
}

async function readPlace(git: FeedGit, root: string, signal: AbortSignal): Promise<GitPlace | undefined> {
  try {
    const [top = '', prefix = '', index = ''] = (
      await git(['rev-parse', '--show-toplevel', '--show-prefix', '--git-path', 'index'])
    )
      .toString('utf8')
      .split('\n');
    return { top, prefix, index: path.resolve(root, index) };
  } catch (error) {
    if (signal.aborted || isCancelled(error)) throw error;
    return undefined;
  }
}

/** Undefined in a repository without a commit. */
async function readHead(git: FeedGit): Promise<string | undefined> {
  const output = await git(['rev-parse', '--quiet', '--verify', 'HEAD^{commit}']).catch((error: unknown) => {
    if (isCancelled(error)) throw error;
    return undefined;
  });
  return output?.toString('utf8').trim();
}

async function readStatus(
  git: FeedGit,
  env: Readonly<Record<string, string>>,
  withIgnored: boolean,
): Promise<StatusPaths> {
  const output = await git(
    [
      'status',
      '--porcelain=v2',
      '-z',
      '--untracked-files=all',
      ...(withIgnored ? ['--ignored=matching'] : []),
      '--no-renames',
      '--',
      '.',
    ],
    '',
    env,
  );
  return parseStatusV2(output.toString('utf8'));
}

function isUnwritten(before: Identity | undefined, now: Identity | undefined): boolean {
  return before && now ? isSame(before, now) : before === now;
}

/** Paths, relative to the folder, that have come into the index since it was copied. */
async function addedTo(git: FeedGit, env: Readonly<Record<string, string>>): Promise<string[]> {
  const list = async (which: Readonly<Record<string, string>>) =>
    (await git(['ls-files', '-z', '--', '.'], '', which))
      .toString('utf8')
      .split('\0')
      .filter((entry) => entry !== '' && !entry.includes('\ufffd'));
  const [now, then] = await Promise.all([list({}), list(env)]);
  const known = new Set(then);
  return now.filter((entry) => !known.has(entry));
}

/** Paths, relative to the topmost folder, that two commits have differently. */
async function changedBetween(git: FeedGit, from: string | undefined, to: string | undefined): Promise<string[]> {
  if (from === to) return [];
  const args =
    from && to
      ? ['diff-tree', '-r', '-z', '--name-only', '--no-renames', from, to]
      : ['ls-tree', '-r', '-z', '--name-only', '--full-tree', (from ?? to)!];
  return (await git(args))
    .toString('utf8')
    .split('\0')
    .filter((entry) => entry !== '');
}

async function copyOf(file: string, holder: Holder): Promise<Former> {
  const found = await findEntry(file);
  if (!found) return { kind: 'none' };
  if (!found.isFile || found.size > Math.min(maxCopiedBytes, holder.room)) return { kind: 'unknown', identity: found };
  const content = await readContent(file).catch(() => undefined);
  const held = content && 'bytes' in content ? await holder.hold(content.bytes) : undefined;
  return held === undefined
    ? { kind: 'unknown', identity: found }
    : { kind: 'kept', content: held, mode: found.mode, identity: found };
}

/** Whether one of the entries is the path or a folder above it. */
function coveredBy(entries: readonly string[]): (entry: string) => boolean {
  const all = new Set(entries);
  return (entry) => {
    if (all.has(entry)) return true;
    for (let at = entry.indexOf('/'); at >= 0; at = entry.indexOf('/', at + 1))
      if (all.has(entry.slice(0, at + 1))) return true;
    return false;
  };
}
