import type { RunGit } from './gitProcess';

/**
 * Names of branches, the one committed to last first: local ones, then those of remotes that have no local namesake.
 */
export async function readBranches(git: RunGit, limit: number): Promise<readonly string[]> {
  const list = async (where: string, strip: number) => {
    const out = await git([
      'for-each-ref',
      '--sort=-committerdate',
      `--count=${limit}`,
      `--format=%(symref)%00%(refname:lstrip=${strip})`,
      where,
    ]);
    // Symbolic ones, such as origin/HEAD, name another one of the list.
    return out.split('\n').flatMap((line) => (line.startsWith('\0') ? [line.slice(1)] : []));
  };
  const [local, remote] = await Promise.all([list('refs/heads', 2), list('refs/remotes', 2)]);
  const known = new Set(local);
  return [...local, ...remote.filter((name) => !known.has(name.slice(name.indexOf('/') + 1)))].slice(0, limit);
}
