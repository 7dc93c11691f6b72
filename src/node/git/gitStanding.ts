import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mostWork, type GitStanding, type GitWork } from '../../contracts/gitStanding';
import { isNoRepository, toGitError } from './gitErrors';
import { GitFailure } from './gitFailure';
import { findOperation } from './gitOperation';
import { openRepository, readBranch, readChanges, readHead, type Repository } from './gitRepository';
import { inside, type StatusEntry } from './gitStatus';

/** A larger file that git does not know yet is not read, in bytes. */
const largestRead = 1024 * 1024;

/** The index stays as it is: writing it would count as a change of the repository. */
const asItIs = ['-c', 'diff.autoRefreshIndex=false'];

/** Where the repository of a folder stands; `top` is its topmost folder. */
export interface FolderStanding extends Omit<GitStanding, 'place'> {
  readonly top: string;
}

/**
 * Reads it, and writes and fetches nothing; paths are relative to the folder. Undefined where the folder is in no
 * repository.
 * @throws FluxError `git_failed`, CancelledError
 */
export async function readStanding(root: string, signal: AbortSignal): Promise<FolderStanding | undefined> {
  try {
    const repository = await openRepository(root, signal);
    const { git, top } = repository;
    const gitFolder = (await git(['rev-parse', '--absolute-git-dir'])).replace(/\n$/, '');
    const [branch, head, entries, operation, isLocked] = await Promise.all([
      readBranch(git),
      readHead(git),
      readChanges(repository),
      readOperation(gitFolder),
      timeOf(join(gitFolder, 'index.lock')).then((at) => at !== undefined),
    ]);
    const [work, committedAt, upstream] = await Promise.all([
      readWork(repository, entries, head),
      head === undefined ? undefined : readTime(repository, head),
      branch === undefined || head === undefined ? undefined : readUpstream(repository, branch),
    ]);
    return {
      top,
      work,
      isLocked,
      ...(branch !== undefined && { branch }),
      ...(head !== undefined && { head }),
      ...(committedAt !== undefined && { committedAt }),
      ...(operation && { operation }),
      ...(upstream && { upstream }),
    };
  } catch (error) {
    if (isNoRepository(error)) return undefined;
    throw toGitError(error);
  }
}

async function readOperation(gitFolder: string): Promise<GitStanding['operation']> {
  const found = await findOperation(gitFolder);
  if (!found) return undefined;
  const times = await Promise.all([found.file, join(gitFolder, 'index')].map(timeOf));
  return { name: found.name, touchedAt: Math.max(...times.map((at) => at ?? 0)) };
}

async function readTime({ git }: Repository, head: string): Promise<number> {
  return Number((await git(['log', '--max-count=1', '--no-show-signature', '--format=%ct', head])).trim()) * 1000;
}

/** Undefined where the branch follows none, or one that is gone. */
async function readUpstream({ git }: Repository, branch: string): Promise<GitStanding['upstream']> {
  const name = (await git(['for-each-ref', '--format=%(upstream:short)', `refs/heads/${branch}`])).trim();
  if (name === '') return undefined;
  try {
    const counted = await git(['rev-list', '--left-right', '--count', `HEAD...${name}`, '--']);
    const [ahead = 0, behind = 0] = counted.trim().split(/\s+/).map(Number);
    const base = (await git(['merge-base', 'HEAD', name])).trim();
    return { name, ahead, behind, base };
  } catch (error) {
    if (error instanceof GitFailure) return undefined;
    throw error;
  }
}

async function readWork(
  { git, top, prefix }: Repository,
  entries: readonly StatusEntry[],
  head: string | undefined,
): Promise<GitWork[]> {
  const few = entries.length <= mostWork;
  const counts = few && head !== undefined ? await readCounts(git) : new Map<string, number>();
  const twoSided = entries.some(({ kind }) => kind === 'conflict') ? await readTwoSided(git) : new Set<string>();
  const work = entries.map(async ({ path, kind }): Promise<GitWork[]> => {
    const own = inside(path, prefix);
    if (own === undefined) return [];
    const at = few ? await timeOf(join(top, path)) : undefined;
    const lines = counts.get(path) ?? (few && kind === 'untracked' ? await countLines(join(top, path)) : 0);
    const isTwoSided = twoSided.has(path);
    return [{ path: own, kind, lines, ...(at !== undefined && { at }), ...(isTwoSided && { isTwoSided }) }];
  });
  return (await Promise.all(work)).flat();
}

/** The conflicts of which both sides have the file. */
async function readTwoSided(git: Repository['git']): Promise<Set<string>> {
  const stages = new Map<string, string>();
  for (const record of (await git(['ls-files', '--unmerged', '-z'])).split('\0')) {
    const [, stage = '', path] = /^\S+ \S+ ([123])\t([\s\S]+)$/.exec(record) ?? [];
    if (path !== undefined) stages.set(path, (stages.get(path) ?? '') + stage);
  }
  return new Set([...stages].flatMap(([path, all]) => (all.endsWith('23') ? [path] : [])));
}

/** Added and removed lines by path, from the topmost folder; binary files have none. */
async function readCounts(git: Repository['git']): Promise<Map<string, number>> {
  const printed = await git([
    ...asItIs,
    'diff',
    '--numstat',
    '-z',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    'HEAD',
  ]);
  const counts = new Map<string, number>();
  for (const record of printed.split('\0')) {
    const [, added, removed, path] = /^(\d+|-)\t(\d+|-)\t([\s\S]+)$/.exec(record) ?? [];
    if (path !== undefined) counts.set(path, (Number(added) || 0) + (Number(removed) || 0));
  }
  return counts;
}

async function countLines(file: string): Promise<number> {
  try {
    if ((await stat(file)).size > largestRead) return 0;
    const text = await readFile(file, 'latin1');
    return text.includes('\0') ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  } catch {
    return 0;
  }
}

/** When a file was last written; undefined where there is none. */
async function timeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
