import { setTimeout as sleep } from 'node:timers/promises';
import { literally } from './gitEnvironment';
import { GitFailure } from './gitFailure';
import type { Repository } from './gitRepository';

/** What a tree or the index has under a path. */
export interface GitEntry {
  /** Octal, as git writes it: `100644`, `100755`, `120000`, `160000`. */
  readonly mode: string;
  readonly id: string;
}

/** By path; what is not there has no entry. */
export type GitEntries = ReadonlyMap<string, GitEntry>;

type Environment = Readonly<Record<string, string>>;

/** Beyond this, paths make the command line too long, and everything is listed. */
const mostNamed = 200;

const listed = (paths: readonly string[]): string[] => (paths.length > mostNamed ? [] : ['--', ...literally(paths)]);

/** @param tree a commit, or undefined for none */
export async function readTree(
  { feed }: Repository,
  tree: string | undefined,
  paths: readonly string[],
): Promise<GitEntries> {
  if (tree === undefined || paths.length === 0) return new Map();
  return parse(
    await feed(['ls-tree', '-r', '-z', tree, ...listed(paths)]),
    /^(\d+) \w+ ([0-9a-f]+)\t([\s\S]+)$/,
    paths,
  );
}

/** Entries that are in conflict are left out. @param env may name another index */
export async function readIndex(
  { feed }: Repository,
  paths: readonly string[],
  env?: Environment,
): Promise<GitEntries> {
  if (paths.length === 0) return new Map();
  return parse(
    await feed(['ls-files', '--stage', '-z', ...listed(paths)], '', env),
    /^(\d+) ([0-9a-f]+) 0\t([\s\S]+)$/,
    paths,
  );
}

function parse(output: Buffer, line: RegExp, paths: readonly string[]): GitEntries {
  const wanted = new Set(paths);
  const entries = new Map<string, GitEntry>();
  for (const field of output.toString('utf8').split('\0')) {
    const [, mode, id, path] = line.exec(field) ?? [];
    if (mode && id && path && wanted.has(path)) entries.set(path, { mode, id });
  }
  return entries;
}

/**
 * Puts entries into the index; undefined takes the path out. The working tree is not looked at. @param options of git
 * itself
 */
export async function writeIndex(
  { feed }: Repository,
  entries: ReadonlyMap<string, GitEntry | undefined>,
  env?: Environment,
  options: readonly string[] = [],
): Promise<void> {
  const gone = [...entries].flatMap(([path, entry]) => (entry ? [] : [`${path}\0`]));
  const there = [...entries].flatMap(([path, entry]) => (entry ? [`${entry.mode} ${entry.id}\t${path}\0`] : []));
  if (gone.length > 0)
    await patiently(() => feed([...options, 'update-index', '--force-remove', '-z', '--stdin'], gone.join(''), env));
  if (there.length > 0)
    await patiently(() => feed([...options, 'update-index', '-z', '--index-info'], there.join(''), env));
}

/** Has git note the times of files in the index, so that it need not read them again. */
export async function refreshIndex({ feed }: Repository): Promise<void> {
  // Its exit code only says that files have changed.
  await feed(['update-index', '-q', '--refresh']).catch(() => undefined);
}

export function sameEntry(a: GitEntry | undefined, b: GitEntry | undefined): boolean {
  return a?.id === b?.id && a?.mode === b?.mode;
}

/** Editors look at repositories all the time, and take the index's lock for a moment then. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let wait = 100; ; wait *= 2) {
    try {
      return await work();
    } catch (error) {
      if (wait > 800 || !(error instanceof GitFailure) || !/index\.lock': File exists/.test(error.output)) throw error;
      await sleep(wait);
    }
  }
}
