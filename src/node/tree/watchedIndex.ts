import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { FeedGit } from '../git/gitProcess';
import { copyIndex, withoutHooks } from '../git/gitTemporaryIndex';
import { findEntry } from './diskContent';

/**
 * A copy of the index in which nothing keeps git from looking at the files. Paths are relative to the watched folder.
 */
export interface WatchedIndex {
  readonly env: { readonly GIT_INDEX_FILE: string };
  /** Tracked, not on the disk, and not meant to be (skip-worktree, outside of a sparse checkout). */
  readonly absent: ReadonlySet<string>;
  /** On the disk these may be other than the repository can tell, whatever their size. */
  readonly unprovable: readonly string[];
  readonly submodules: readonly string[];
}

/**
 * What stands before every command on the copy, so that git neither trusts too much nor starts a hook or a monitor;
 * nothing where nothing of the kind is set up, because filters get it too.
 */
export async function carefulOptions(git: FeedGit, root: string): Promise<readonly string[]> {
  const run = async (args: readonly string[]) => (await git(args)).toString('utf8');
  const [noHooks, isCredulous] = await Promise.all([
    withoutHooks(run, root),
    run(['config', '--get-regexp', credulous]).then(
      () => true,
      () => false,
    ),
  ]);
  return [...noHooks, ...(isCredulous ? careful : [])];
}

/** Settings by which git takes a file for unchanged without having compared its times. */
const credulous = 'core\\.(checkstat|trustctime|ignorestat|fsmonitor)';
const careful = [
  'core.checkStat=default',
  'core.trustctime=true',
  'core.ignoreStat=false',
  'core.fsmonitor=false',
].flatMap((setting) => ['-c', setting]);

/**
 * Beside these, a file of the same size that git takes for unchanged has the repository's bytes, or those with CRLF.
 */
const conversions = ['filter', 'ident', 'working-tree-encoding'] as const;

/**
 * Copies an index and takes the flags out by which git does not look at files that are on the disk: assume-unchanged
 * always, skip-worktree where the file is there.
 * @param root the watched folder, in which `git` runs
 */
export async function copyWatchedIndex(git: FeedGit, root: string, index: string, copy: string): Promise<WatchedIndex> {
  await copyIndex(index, copy);
  const env = { GIT_INDEX_FILE: copy };
  const run = async (args: readonly string[]) => (await git(args, '', env)).toString('utf8');
  const [entries, converted] = await Promise.all([
    run(['ls-files', '-v', '--stage', '-z', '--', '.']),
    run(['ls-files', '-z', '--', `:(exclude,attr:${conversions.map((name) => `!${name}`).join(' ')})`, '.']).catch(
      () => undefined,
    ),
  ]);
  const assumed: string[] = [];
  const skipped: string[] = [];
  const submodules: string[] = [];
  for (const field of entries.split('\0')) {
    const [, tag = '', mode, name] = /^(\S) (\d+) [0-9a-f]+ \d\t([\s\S]+)$/.exec(field) ?? [];
    if (name === undefined || name.includes('\ufffd')) continue;
    if (tag !== tag.toUpperCase()) assumed.push(name);
    if (tag.toUpperCase() === 'S') skipped.push(name);
    if (mode === '160000') submodules.push(name);
  }
  const there = await present(root, skipped);
  const clear = async (flag: string, names: readonly string[]) => {
    if (names.length > 0)
      await git(['update-index', flag, '-z', '--stdin'], names.map((name) => `${name}\0`).join(''), env);
  };
  await clear('--no-assume-unchanged', assumed);
  await clear('--no-skip-worktree', [...there]);
  return {
    env,
    absent: new Set(skipped.filter((name) => !there.has(name))),
    unprovable: await withoutLfs(
      git,
      (converted ?? '').split('\0').filter((name) => name !== '' && !name.includes('\ufffd')),
    ),
    submodules,
  };
}

/** Those of the files that are on the disk, without asking for each file of a folder that is not. */
export async function present(root: string, names: Iterable<string>): Promise<Set<string>> {
  const folders = new Map<string, Promise<boolean>>();
  const isFolder = (folder: string): Promise<boolean> => {
    if (folder === '.') return Promise.resolve(true);
    let known = folders.get(folder);
    if (!known) {
      known = isFolder(path.posix.dirname(folder)).then(
        (above) =>
          above &&
          lstat(path.join(root, folder)).then(
            (found) => found.isDirectory(),
            () => false,
          ),
      );
      folders.set(folder, known);
    }
    return known;
  };
  const found = new Set<string>();
  const list = [...names];
  for (let at = 0; at < list.length; at += 200) {
    await Promise.all(
      list
        .slice(at, at + 200)
        .map(
          async (name) =>
            (await isFolder(path.posix.dirname(name))) && (await findEntry(path.join(root, name))) && found.add(name),
        ),
    );
  }
  return found;
}

/** Git LFS names the hash of the bytes on the disk, so those can be proved later (see formerBlobs.ts). */
async function withoutLfs(git: FeedGit, names: readonly string[]): Promise<string[]> {
  const attributes = await readConversions(git, names);
  return names.filter((name) => attributes.has(name) && attributes.get(name) !== 'lfs');
}

/**
 * By path, for files that are converted beyond line endings: the name of the filter where that is all, else `other`.
 */
export async function readConversions(git: FeedGit, paths: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (paths.length === 0) return found;
  const output = await git(['check-attr', '-z', '--stdin', ...conversions], paths.map((each) => `${each}\0`).join(''));
  const fields = output.toString('utf8').split('\0');
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [name = '', attribute = '', value = ''] = fields.slice(at, at + 3);
    if (value === 'unspecified' || value === 'unset') continue;
    found.set(name, attribute === 'filter' && !found.has(name) ? value : 'other');
  }
  return found;
}
