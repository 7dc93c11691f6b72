import path from 'node:path';
import type * as vscode from 'vscode';
import { FluxError } from '../../base/errors';
import type { SettingsPort } from '../../contracts/settings';
import type { TestRequest } from '../../contracts/tests';
import { createOwnTests, type OwnTests, type OwnTestsFinder } from '../../node/testRunners/ownTests';
import { folderPathOf, requireFolders, type FoldersSource } from '../workspace/folder';
import { findIn, type FolderTests } from './folderTests';
import type { PackageFolders } from './packageFolders';

/** What of a request one command can run, with paths relative to the open folder that it lies in. */
export interface TestPart {
  readonly found: FolderTests;
  readonly request: TestRequest;
}

export interface TestPartsDeps {
  readonly folders: FoldersSource;
  readonly settings: SettingsPort;
  readonly packages: Pick<PackageFolders, 'testsIn'>;
}

/** Whose tests are meant where a request names no file, and whether it may be about several folders. */
export type PartsFor = 'one folder' | 'every folder';

/**
 * A request in parts that one command each can run: a runner knows no files but its own folder's, and a package with
 * tests of its own is another one. Empty where there are no tests.
 */
export async function partsOf(deps: TestPartsDeps, given: TestRequest, what: PartsFor): Promise<readonly TestPart[]> {
  const { folders } = deps;
  const all = requireFolders(folders);
  const { files, failed, name } = given;
  const placed = {
    files: await Promise.all((files ?? []).map(async (file) => place(await folderPathOf(folders, file)))),
    failed: await Promise.all((failed ?? []).map((test) => placeTest(folders, test))),
  };
  const named = new Set([...placed.files, ...placed.failed].flatMap(({ folder }) => folder ?? []));
  if (what === 'one folder') refuseSeveral([...named]);
  if (named.size === 0) return wholes(deps, all, given, what);
  const parts: TestPart[] = [];
  for (const folder of named) {
    // What names no file is looked for where the rest is.
    const isHere = (each: Placed) => each.folder === folder || (each.folder === undefined && folder === [...named][0]);
    const own = {
      ...(files && { files: placed.files.filter(isHere) }),
      ...(failed && { failed: placed.failed.filter(isHere) }),
      ...(name !== undefined && { name }),
    };
    parts.push(...(await partsIn(deps, folder, own)));
  }
  return parts;
}

type FailedTest = NonNullable<TestRequest['failed']>[number];

interface Placed {
  readonly folder?: vscode.WorkspaceFolder;
  /** Relative to it. */
  readonly inner?: string;
}
interface PlacedTest extends Placed {
  readonly test: FailedTest;
}
interface PlacedRequest {
  readonly files?: readonly Placed[];
  readonly failed?: readonly PlacedTest[];
  readonly name?: string;
}

function place({ folder, inner }: { readonly folder: vscode.WorkspaceFolder; readonly inner: string }): Placed {
  return { folder, inner };
}

async function placeTest(folders: FoldersSource, test: FailedTest): Promise<PlacedTest> {
  if (test.file === undefined) return { test: { name: test.name } };
  const { folder, inner } = await folderPathOf(folders, test.file);
  return { folder, inner, test: { name: test.name === test.file ? inner : test.name, file: inner } };
}

function refuseSeveral([one, two]: readonly vscode.WorkspaceFolder[]): void {
  if (one && two)
    throw new FluxError(
      'bad_name',
      `The files are in several folders (${one.name}, ${two.name}). Run the tests of one folder at a time.`,
    );
}

/** Parts by the packages with tests of their own that the files lie in; what lies in none is the folder's. */
async function partsIn(
  deps: TestPartsDeps,
  folder: vscode.WorkspaceFolder,
  { files, failed, name }: PlacedRequest,
): Promise<TestPart[]> {
  const whole = await findIn(folder, deps.settings);
  const own = whole?.isSet ? undefined : ownTestsIn(folder, whole, deps.settings);
  const keyOf = async ({ inner }: Placed) => (inner === undefined ? undefined : (await own?.of(inner))?.folder) ?? '';
  const byKey = await grouped([...(files ?? []), ...(failed ?? [])], keyOf);
  const parts: TestPart[] = [];
  for (const [key, items] of byKey) {
    const ownFiles = (files ?? []).filter((file) => items.includes(file)).map(({ inner = '' }) => inner);
    const ownFailed = (failed ?? []).filter((each) => items.includes(each)).map(({ test }) => test);
    // An empty list would ask for all.
    const request: TestRequest = {
      ...(ownFiles.length > 0 && { files: ownFiles }),
      ...(ownFailed.length > 0 && { failed: ownFailed }),
      ...(name !== undefined && { name }),
    };
    const found = key === '' ? whole : inPackage(folder, await own?.in(key));
    if (found) parts.push({ found, request });
    // A test of which nobody knows where it stands may be in any package.
    else if (items.some(({ inner }) => inner === undefined)) parts.push(...(await inAll(deps, folder, request)));
  }
  return parts;
}

async function inAll(deps: TestPartsDeps, folder: vscode.WorkspaceFolder, request: TestRequest): Promise<TestPart[]> {
  return (await wholeOf(deps, folder, 'every folder')).map((found) => ({ found, request }));
}

async function grouped<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => Promise<string>,
): Promise<ReadonlyMap<string, Item[]>> {
  const keyed = await Promise.all(items.map(async (item) => ({ item, key: await keyOf(item) })));
  const groups = Map.groupBy(keyed, ({ key }) => key);
  return new Map([...groups].map(([key, own]) => [key, own.map(({ item }) => item)]));
}

/** All tests: of the first folder that has some, or of every folder. */
async function wholes(
  deps: TestPartsDeps,
  all: readonly vscode.WorkspaceFolder[],
  request: TestRequest,
  what: PartsFor,
): Promise<TestPart[]> {
  const parts: TestPart[] = [];
  for (const folder of all) {
    parts.push(...(await wholeOf(deps, folder, what)).map((found) => ({ found, request })));
    if (parts.length > 0 && what === 'one folder') break;
  }
  return parts;
}

/**
 * A folder's command; where it has none, each of its packages'. So too for those who watch, where nobody can tell what
 * the folder's command runs, since it then tells no tests.
 */
async function wholeOf(deps: TestPartsDeps, folder: vscode.WorkspaceFolder, what: PartsFor): Promise<FolderTests[]> {
  const whole = await findIn(folder, deps.settings);
  const isEnough = whole && (whole.isSet || what === 'one folder' || whole.command?.framework !== 'unknown');
  if (isEnough) return [whole];
  const own = await deps.packages.testsIn(folder, whole?.command, deps.settings('tests.framework'));
  const found = own.flatMap((each) => inPackage(folder, each) ?? []);
  return found.length > 0 || !whole ? found : [whole];
}

function ownTestsIn(
  folder: vscode.WorkspaceFolder,
  whole: FolderTests | undefined,
  settings: SettingsPort,
): OwnTestsFinder {
  return createOwnTests(folder.uri.fsPath, whole?.command, settings('tests.framework'));
}

function inPackage(folder: vscode.WorkspaceFolder, own: OwnTests | undefined): FolderTests | undefined {
  const { fsPath } = folder.uri;
  return own && { folder, root: path.join(fsPath, own.folder), env: {}, command: own.command, isSet: false };
}
