import type { GitStanding, GitStandings } from '../../contracts/gitStanding';
import { isCancelled } from '../../base/errors';
import { createRunGit } from '../../node/git/gitProcess';
import { readHead } from '../../node/git/gitRepository';
import { readStanding, type FolderStanding } from '../../node/git/gitStanding';
import { outerPath, type FoldersSource } from '../workspace/folder';
import { outerPrefix } from './gitFolders';

/** Where the repositories of the open folders stand. Folders of one repository are told of together. */
export function createGitStandings({ folders }: { readonly folders: FoldersSource }): GitStandings {
  return async (signal) => {
    const all = folders();
    const found = await Promise.all(
      all.map(async (folder) => ({ folder, standing: await readStanding(folder.uri.fsPath, signal) })),
    );
    const byTop = new Map<string, GitStanding>();
    for (const { folder, standing } of found) {
      if (!standing) continue;
      const place = all.length > 1 ? outerPath(folders, folder, '.') : '';
      byTop.set(standing.top, together(byTop.get(standing.top), placed(standing, place, outerPrefix(folders, folder))));
    }
    return [...byTop.values()];
  };
}

function placed({ top: _top, work, ...standing }: FolderStanding, place: string, prefix: string): GitStanding {
  return { ...standing, place, work: work.map((each) => ({ ...each, path: prefix + each.path })) };
}

function together(known: GitStanding | undefined, other: GitStanding): GitStanding {
  if (!known) return other;
  const work = new Map([...known.work, ...other.work].map((each) => [each.path, each]));
  return { ...known, work: [...work.values()] };
}

/** The newest commits of the open folders, as one text: another one after a pull, a commit or a change of branch. */
export function createGitRevision({
  folders,
}: {
  readonly folders: FoldersSource;
}): (signal: AbortSignal) => Promise<string> {
  return async (signal) => {
    const heads = folders().map(({ uri }) => readHead(createRunGit(uri.fsPath, signal)).catch(ignoreUnlessCancelled));
    return (await Promise.all(heads)).join(' ');
  };
}

/** Without git nothing can be pulled. */
function ignoreUnlessCancelled(error: unknown): undefined {
  if (isCancelled(error)) throw error;
}
