import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FluxError } from '../../base/errors';
import { literally } from './gitEnvironment';
import { GitFailure } from './gitFailure';
import type { RunGit } from './gitProcess';
import { withTemporaryIndex } from './gitTemporaryIndex';

const maxUntrackedFiles = 200;
const maxUntrackedBytes = 1024 * 1024;

/** Names are printed as they are; what is huge is taken for binary. */
const huge = ['-c', 'core.quotePath=false', '-c', 'core.bigFileThreshold=10m'];
/** Colours, the person's diff programs and prefixes would make it unreadable. */
const plain = ['--no-color', '--no-ext-diff', '--find-renames', '--submodule=short', '--relative'];

export interface DiffOptions {
  readonly paths?: readonly string[];
  readonly staged?: boolean;
  readonly revision?: string;
  /** Another revision, instead of the working tree. */
  readonly to?: string;
  /** What stands before every path, ending in `/`. */
  readonly called?: string;
}

/**
 * A unified diff of the working tree, the index or another revision against a revision. Files that git does not track
 * yet come as additions: they are noted in a copy of the index, so that the person's own stays as it is.
 * @param head undefined in a repository without a commit
 * @throws FluxError `git_failed` for what is no revision
 */
export async function readDiff(
  git: RunGit,
  root: string,
  head: string | undefined,
  { paths = [], staged, revision, to, called = '' }: DiffOptions,
): Promise<string> {
  const wrong = [revision, to].find((name) => name?.startsWith('-'));
  if (wrong !== undefined)
    throw new FluxError('git_failed', `“${wrong}” is not a revision. Name a commit, a branch or a tag.`);
  const against = revision || head || (await git(['hash-object', '-t', 'tree', '--', '/dev/null'])).trim();
  const where = ['--', ...literally(paths.length > 0 ? paths : ['.'])];
  const diff = async (what: readonly string[], env?: Readonly<Record<string, string>>) => {
    const printed = await git(
      [...huge, 'diff', ...plain, `--src-prefix=a/${called}`, `--dst-prefix=b/${called}`, ...what, ...where],
      env,
    ).catch(async (error: unknown) => {
      // What `diff` says is in the person's language; this says in English that a revision is none.
      for (const name of [revision, to]) if (error instanceof GitFailure && name) await git(['rev-parse', name]);
      throw error;
    });
    // Git puts no prefix into these lines; none of a file's own lines begins with a letter.
    return called === ''
      ? printed
      : printed.replace(/^((?:rename|copy) (?:from|to) "?)/gm, `$1${called.replaceAll('$', '$$$$')}`);
  };
  if (to) return diff([against, to]);
  if (staged) return diff(['--cached', against]);
  if (against.includes('..')) return diff([against]);
  const untracked = await listUntracked(git, root, where);
  if (untracked.length === 0) return diff([against]);
  return withTemporaryIndex(git, root, async ({ env, noHooks }) => {
    await git([...noHooks, 'add', '--intent-to-add', '--', ...literally(untracked)], env);
    return diff([against], env);
  });
}

/** Untracked files of a readable size; not those of repositories within this one. */
async function listUntracked(git: RunGit, root: string, where: readonly string[]): Promise<string[]> {
  const names = (await git(['ls-files', '--others', '--exclude-standard', '-z', ...where]))
    .split('\0')
    .filter((name) => name && !name.endsWith('/'));
  const small: string[] = [];
  for (const name of names.slice(0, maxUntrackedFiles)) {
    const size = await stat(join(root, name)).then(
      (stats) => stats.size,
      () => Infinity,
    );
    if (size <= maxUntrackedBytes) small.push(name);
  }
  return small;
}
