import { access, constants } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { FluxError } from '../base/errors';
import { lastLines, toGitError } from './gitErrors';
import { GitFailure, type RunGit } from './gitProcess';
import { inside, type StatusEntry } from './gitStatus';

const commitHooks = ['pre-commit', 'prepare-commit-msg', 'commit-msg'];

export interface CommitOptions {
  readonly root: string;
  /** The folder within the repository, ending in `/`, or empty. */
  readonly prefix: string;
  readonly message: string;
  /** Every change in the folder. */
  readonly changes: readonly StatusEntry[];
  /** Files or folders, relative to the folder. */
  readonly paths: readonly string[];
}

/**
 * Commits the changes in these paths whole, and nothing else. What else the person has staged stays staged as it is;
 * when the commit fails, so does everything.
 * @throws FluxError `no_identity`, `hook_refused`, `nothing_to_commit`, `git_failed`
 */
export async function commitOnly(git: RunGit, { root, prefix, message, changes, paths }: CommitOptions): Promise<{ hash: string; paths: string[] }> {
  if (message.trim() === '') throw new FluxError('git_failed', 'A commit needs a message. Say in one line what changes.');
  const chosen = changes.filter(({ path }) => paths.some((place) => isUnder(path, place)));
  if (chosen.length === 0) throw new FluxError('nothing_to_commit', 'There is nothing to commit: git sees no change in these paths. They may be committed already, or ignored.');
  const conflict = chosen.find(({ kind }) => kind === 'conflict');
  if (conflict) throw new FluxError('git_failed', `“${conflict.path}” holds a merge conflict. Resolve it and finish the merge, then commit again.`);

  const fresh = chosen.filter(({ kind }) => kind === 'untracked').map(({ path }) => path);
  const all = chosen.flatMap(({ path, from }) => (from === undefined ? [path] : [from, path]));
  try {
    // Git commits only paths that it knows of.
    if (fresh.length > 0) await git(['add', '--intent-to-add', '--', ...fresh]);
    await git(['commit', '--quiet', '--only', `--message=${message}`, '--', ...all]);
  } catch (error) {
    if (fresh.length > 0) await git(['update-index', '--force-remove', '--', ...fresh]).catch(() => undefined);
    throw await explain(git, root, error);
  }
  const hash = (await git(['rev-parse', 'HEAD'])).trim();
  const names = await git(['diff-tree', '--root', '--no-commit-id', '--name-only', '--no-renames', '-r', '-z', hash]);
  return { hash, paths: names.split('\0').map((name) => (name ? inside(name, prefix) : undefined)).filter((name) => name !== undefined) };
}

function isUnder(path: string, place: string): boolean {
  const tidy = place.replace(/^\.\//, '').replace(/\/$/, '');
  return tidy === '.' || tidy === '' || path === tidy || path.startsWith(`${tidy}/`);
}

/** Git does not say that it was a hook that refused; where none of git's own reasons fits and there is one, it was. */
async function explain(git: RunGit, root: string, error: unknown): Promise<FluxError> {
  const known = toGitError(error);
  if (!(error instanceof GitFailure) || error.exitCode !== 1 || known.reason !== 'git_failed' || !known.message.startsWith('Git failed')) return known;
  const folder = resolve(root, (await git(['rev-parse', '--git-path', 'hooks'])).trim());
  for (const name of commitHooks) {
    const exists = await access(join(folder, name), constants.X_OK).then(() => true, () => false);
    if (!exists) continue;
    const said = lastLines(stripVTControlCharacters(error.output), 20) || '(it printed nothing)';
    return new FluxError('hook_refused', `A commit hook of the repository refused the commit, so nothing was committed. Mend what it complains about, then commit again. It said:\n${said}`, { cause: error });
  }
  return known;
}
