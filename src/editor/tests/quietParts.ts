import type * as vscode from 'vscode';
import type { SettingsPort } from '../../contracts/settings';
import type { TestRequest } from '../../contracts/tests';
import { folderPathOf, requireFolders, type FoldersSource } from '../workspace/folder';
import { findFirst, findTests, type FolderTests } from './folderTests';

/** What of a request one folder can run, paths relative to it. */
export interface FolderPart {
  readonly found: FolderTests | undefined;
  readonly request: TestRequest;
}

/** A request in parts that each concern one of several folders: a runner knows no files but its own folder's. */
export async function partsByFolder(
  folders: FoldersSource,
  settings: SettingsPort,
  given: TestRequest,
): Promise<readonly FolderPart[]> {
  const all = requireFolders(folders);
  if (all.length === 1) return [await findTests(folders, settings, given)];
  if (!given.files && !given.failed && given.name === undefined)
    return Promise.all(all.map(async (folder) => ({ found: await findFirst([folder], settings), request: {} })));
  const folderOf = async (file: string | undefined) =>
    file === undefined ? all[0] : (await folderPathOf(folders, file)).folder;
  const files = await grouped(given.files ?? [], folderOf);
  const failed = await grouped(given.failed ?? [], ({ file }) => folderOf(file));
  const named = new Set([...files.keys(), ...failed.keys()]);
  if (named.size < 2) return [await findTests(folders, settings, given)];
  return Promise.all(
    [...named].map((folder) =>
      findTests(folders, settings, {
        ...(given.files && { files: files.get(folder) ?? [] }),
        ...(given.failed && { failed: failed.get(folder) ?? [] }),
        ...(given.name !== undefined && { name: given.name }),
      }),
    ),
  );
}

async function grouped<Item>(
  items: readonly Item[],
  folderOf: (item: Item) => Promise<vscode.WorkspaceFolder>,
): Promise<ReadonlyMap<vscode.WorkspaceFolder, Item[]>> {
  const placed = await Promise.all(items.map(async (item) => ({ item, folder: await folderOf(item) })));
  const groups = Map.groupBy(placed, ({ folder }) => folder);
  return new Map([...groups].map(([folder, own]) => [folder, own.map(({ item }) => item)]));
}
