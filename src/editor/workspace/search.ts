import { join } from 'node:path';
import * as vscode from 'vscode';
import type { SearchHit, SearchPort } from '../../contracts/ports';
import { entersStore } from '../../node/containment';
import { exclusionMatcher } from '../../node/search/pathGlob';
import { createPlainSearch } from '../../node/search/plainSearch';
import { findRipgrep } from '../../node/search/ripgrep';
import { createRipgrepSearch, type ListFilesPort } from '../../node/search/ripgrepSearch';
import { hiddenByPerson } from '../files/filesHidden';
import { globInFolders } from '../files/filesInFolders';
import { outerPath, type FoldersSource } from './folder';

/** More than that many files are not looked through when a glob is listed. */
const maxListed = 50_000;

/**
 * Search and listing by the ripgrep that the editor brings along, else one on the PATH, else a plain scan. Goes over
 * all folders, one after the other, in the editor's order; paths are prefixed where there are several.
 */
export function createVscodeSearch({ folders }: { readonly folders: FoldersSource }): SearchPort & ListFilesPort {
  let rgPath: Promise<string | undefined> | undefined;
  const searchIn = async (folder: vscode.WorkspaceFolder): Promise<SearchPort & ListFilesPort> => {
    const root = folder.uri.fsPath;
    const found = await (rgPath ??= findRipgrep(vscode.env.appRoot));
    return found === undefined ? createPlainSearch({ root }) : createRipgrepSearch({ root, rgPath: found });
  };
  return {
    async search(request, signal) {
      const hits: SearchHit[] = [];
      for (const { folder, glob, fits } of globInFolders(folders, request.glob)) {
        const exclusion = exclusionIn(folders, folder, request.exclude);
        const toOuter = (hit: SearchHit): SearchHit => ({ ...hit, path: outerPath(folders, folder, hit.path) });
        const isMeant = ({ path }: SearchHit): boolean => fits(path) && !exclusion.leavesOut(path);
        const onHit = (hit: SearchHit): void => {
          if (isMeant(toOuter(hit))) request.onHit?.(toOuter(hit));
        };
        // With nothing left of the limit, it is only asked whether there is more.
        const found = await (
          await searchIn(folder)
        ).search({ ...request, glob, exclude: exclusion.glob, limit: request.limit - countOf(hits), onHit }, signal);
        hits.push(...found.hits.map(toOuter).filter(isMeant));
        if (found.truncated) return { hits, truncated: true };
      }
      return { hits, truncated: false };
    },
    async listFiles(wanted, limit, signal) {
      const files: string[] = [];
      let truncated = false;
      for (const { folder, glob, fits } of globInFolders(folders, wanted)) {
        const isHidden = hiddenByPerson(folder.uri);
        const found = await (await searchIn(folder)).listFiles(glob, isHidden ? maxListed : limit, signal);
        truncated ||= found.truncated;
        const shown = found.files.filter((path) => !isHidden?.(path) && !entersStore(join(folder.uri.fsPath, path)));
        files.push(...shown.map((path) => outerPath(folders, folder, path)).filter(fits));
      }
      return { files: files.sort().slice(0, limit), truncated: truncated || files.length > limit };
    },
  };
}

function countOf(hits: readonly SearchHit[]): number {
  return hits.filter(({ isContext }) => !isContext).length;
}

/**
 * What an exclusion means within one folder; `leavesOut` judges outer paths where a glob of the folder alone would not
 * do.
 */
function exclusionIn(
  folders: FoldersSource,
  folder: vscode.WorkspaceFolder,
  exclude: string | undefined,
): { glob: string | undefined; leavesOut: (path: string) => boolean } {
  const inFolder = exclude ? globInFolders(folders, exclude).find((each) => each.folder === folder) : undefined;
  if (!inFolder) return { glob: undefined, leavesOut: () => false };
  const isExact = inFolder.glob === exclude || inFolder.glob?.includes('/') === true;
  return { glob: isExact ? inFolder.glob : undefined, leavesOut: isExact ? () => false : exclusionMatcher(exclude) };
}
