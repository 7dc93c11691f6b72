import * as vscode from 'vscode';
import type { SearchPort } from '../contracts/ports';
import { createPlainSearch } from '../node/plainSearch';
import { findRipgrep } from '../node/ripgrep';
import { createRipgrepSearch, type ListFilesPort } from '../node/ripgrepSearch';
import { requireFolder, type FolderSource } from './folder';

/** Search and listing by the ripgrep that the editor brings along, else one on the PATH, else a plain scan. */
export function createVscodeSearch({ root }: { readonly root: FolderSource }): SearchPort & ListFilesPort {
  let rgPath: Promise<string | undefined> | undefined;
  const open = async (): Promise<SearchPort & ListFilesPort> => {
    const folder = requireFolder(root).uri.fsPath;
    const found = await (rgPath ??= findRipgrep(vscode.env.appRoot));
    return found === undefined ? createPlainSearch({ root: folder }) : createRipgrepSearch({ root: folder, rgPath: found });
  };
  return {
    search: async (request, signal) => (await open()).search(request, signal),
    listFiles: async (glob, limit, signal) => (await open()).listFiles(glob, limit, signal),
  };
}
