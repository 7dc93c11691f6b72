import { throwIfCancelled } from '../base/errors';
import type { GitPort } from '../contracts/ports';
import { commitOnly } from './gitCommitOnly';
import { readDiff } from './gitDiff';
import { isNoRepository, isUnknownRevision, toGitError } from './gitErrors';
import { requireNoOperation } from './gitOperation';
import { createRunGit, type RunGit } from './gitProcess';
import { parseStatus, type StatusEntry } from './gitStatus';

/** The repository that a folder lies in, by the git program. Paths are relative to the folder, which need not be the repository's root. */
export function createGitCli({ root }: { readonly root: string }): GitPort {
  return {
    async state(signal) {
      const git = createRunGit(root, signal);
      try {
        const prefix = await readPrefix(git);
        const [branch, head, changes] = await Promise.all([readBranch(git), readHead(git), readChanges(git, prefix)]);
        return { branch, head, changes: changes.map(({ path, kind, staged }) => ({ path, kind, staged })) };
      } catch (error) {
        if (isNoRepository(error)) return undefined;
        throw toGitError(error);
      }
    },
    async diff({ signal, ...options }) {
      const git = createRunGit(root, signal);
      try {
        return await readDiff(git, root, await readHead(git), options);
      } catch (error) {
        throw toGitError(error);
      }
    },
    async commit({ message, paths, signal = new AbortController().signal }) {
      const git = createRunGit(root, signal);
      try {
        await requireNoOperation(git);
        const prefix = await readPrefix(git);
        const [head, changes] = await Promise.all([readHead(git), readChanges(git, prefix)]);
        throwIfCancelled(signal);
        return await commitOnly(createRunGit(root), { root, prefix, message, head, paths, changes, signal });
      } catch (error) {
        throw toGitError(error);
      }
    },
  };
}

async function readPrefix(git: RunGit): Promise<string> {
  return (await git(['rev-parse', '--show-prefix'])).replace(/\n$/, '');
}

async function readChanges(git: RunGit, prefix: string): Promise<StatusEntry[]> {
  return parseStatus(await git(['status', '--porcelain=v1', '--untracked-files=all', '-z', '--', '.']), prefix);
}

/** Undefined in a repository without a commit. */
async function readHead(git: RunGit): Promise<string | undefined> {
  try {
    return (await git(['rev-parse', '--verify', 'HEAD'])).trim();
  } catch (error) {
    if (isUnknownRevision(error)) return undefined;
    throw error;
  }
}

/** Undefined when HEAD is detached. */
function readBranch(git: RunGit): Promise<string | undefined> {
  return git(['symbolic-ref', '--quiet', '--short', 'HEAD']).then((name) => name.trim(), () => undefined);
}
