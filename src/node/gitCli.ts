import type { GitPort } from '../contracts/ports';
import { commitOnly } from './gitCommitOnly';
import { readDiff } from './gitDiff';
import { isNoRepository, isUnknownRevision, toGitError } from './gitErrors';
import { createRunGit } from './gitProcess';
import { parseStatus, type StatusEntry } from './gitStatus';

/** The repository that a folder lies in, by the git program. Paths are relative to the folder, which need not be the repository's root. */
export function createGitCli({ root }: { readonly root: string }): GitPort {
  const git = createRunGit(root);

  const readPrefix = async () => (await git(['rev-parse', '--show-prefix'])).replace(/\n$/, '');
  const readChanges = async (prefix: string): Promise<StatusEntry[]> => parseStatus(await git(['status', '--porcelain=v1', '--untracked-files=all', '-z', '--', '.']), prefix);
  const readHead = async (): Promise<string | undefined> => {
    try {
      return (await git(['rev-parse', '--verify', 'HEAD'])).trim();
    } catch (error) {
      if (isUnknownRevision(error)) return undefined;
      throw error;
    }
  };
  // Fails when HEAD is detached.
  const readBranch = () => git(['symbolic-ref', '--quiet', '--short', 'HEAD']).then((name) => name.trim(), () => undefined);

  return {
    async state() {
      try {
        const prefix = await readPrefix();
        const [branch, head, changes] = await Promise.all([readBranch(), readHead(), readChanges(prefix)]);
        return { branch, head, changes: changes.map(({ path, kind, staged }) => ({ path, kind, staged })) };
      } catch (error) {
        if (isNoRepository(error)) return undefined;
        throw toGitError(error);
      }
    },
    async diff(options) {
      try {
        return await readDiff(git, root, await readHead(), options);
      } catch (error) {
        throw toGitError(error);
      }
    },
    async commit({ message, paths }) {
      try {
        const prefix = await readPrefix();
        return await commitOnly(git, { root, prefix, message, paths, changes: await readChanges(prefix) });
      } catch (error) {
        throw toGitError(error);
      }
    },
  };
}
