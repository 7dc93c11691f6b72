import { access, constants } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CancelledError, FluxError } from '../base/errors';
import { runGitCommit } from './gitCommitProcess';
import { lastLines, toGitError } from './gitErrors';
import { findMade, readNewest, type NewestCommit } from './gitNewest';
import { GitFailure, type RunGit } from './gitProcess';
import type { StatusEntry } from './gitStatus';

const commitHooks = ['pre-commit', 'prepare-commit-msg', 'commit-msg'];

export interface CommitOptions {
  readonly root: string;
  /** The folder within the repository, ending in `/`, or empty. */
  readonly prefix: string;
  readonly message: string;
  /** The newest commit before. */
  readonly head: string | undefined;
  /** Every change in the folder. */
  readonly changes: readonly StatusEntry[];
  /** Files or folders, relative to the folder. */
  readonly paths: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Commits the changes in these paths whole, and nothing else. What else the person has staged stays staged as it is;
 * when the commit fails, so does everything. No merge or the like may be under way.
 * @param git not bound to the signal: what a cancelled commit leaves behind has to be put in order
 * @throws FluxError `no_identity`, `hook_refused`, `nothing_to_commit`, `git_failed`; CancelledError once git and its
 *   hooks have ended and no commit was made
 */
export async function commitOnly(git: RunGit, { root, prefix, message, head, changes, paths, signal }: CommitOptions): Promise<NewestCommit> {
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
    await runGitCommit(git, root, ['commit', '--quiet', '--only', `--message=${message}`, '--', ...all], signal);
  } catch (error) {
    const made = error instanceof CancelledError ? await findMade(git, { head, prefix, paths: all }) : undefined;
    if (made) {
      // Git may have been ended before it had told the index.
      await git(['reset', '--quiet', '--', ...all]).catch(() => undefined);
      return made;
    }
    if (fresh.length > 0) await git(['update-index', '--force-remove', '--', ...fresh]).catch(() => undefined);
    throw error instanceof CancelledError ? error : await explain(git, root, error);
  }
  return readNewest(git, prefix);
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
