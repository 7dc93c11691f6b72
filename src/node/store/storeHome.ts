import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';

/** What a folder is, however it is opened: its real path, and what stays when it is moved or renamed on its disk. */
interface FolderIdentity {
  readonly path: string;
  /** Inode and time of birth; undefined where the disk does not tell both. */
  readonly mark?: string;
  /** Its first commit, which clones and copies share. */
  readonly git?: string;
}

/** What is kept beside a store of the folder that it belongs to. */
interface HomeFile {
  readonly folder: FolderIdentity;
  /** What the folder was before it was moved or made again. */
  readonly was: readonly FolderIdentity[];
  /** Stores whose sessions have been offered here already. */
  readonly offered: readonly string[];
  /** Sessions that do not say it were made while this folder was open alone. */
  readonly alone?: boolean;
}

/**
 * Sessions of another store that may be wanted here: `import` where their paths fit, else `open` the folder they are
 * of.
 */
export interface Offer {
  readonly action: 'import' | 'open';
  /** Name of the store's folder. */
  readonly key: string;
  readonly file: string;
  /** The folder that the sessions are of; undefined where nobody knows. */
  readonly folder?: string;
}

/** Where a folder's sessions are kept. */
export interface StoreHome {
  readonly key: string;
  readonly file: string;
  readonly alone: boolean;
  readonly offers: readonly Offer[];
}

export interface HomeRequest {
  /** Holds a folder for each store. */
  readonly root: string;
  /** The first open folder. */
  readonly folder: string;
  readonly others?: readonly string[];
  /** Names under which older versions kept the sessions: of this folder alone, and of the workspace's file. */
  readonly oldFolderKeys: readonly string[];
  readonly oldWorkspaceKey?: string;
}

const homeName = 'folder.json';
export const storeName = 'sessions.db';

/**
 * Finds the store of a folder by what the folder is, not by how the window was opened: by its real path; where it was
 * moved, by its inode; a store of an older version by its name. Nothing is written into the folder itself. Copies are
 * folders of their own. What is not certain is offered instead: sessions of a folder that is gone and was like this
 * one, that stood here before, or of a folder around or inside.
 */
export async function findHome(request: HomeRequest): Promise<StoreHome> {
  const { root } = request;
  await mkdir(root, { recursive: true });
  const me = await identify(request.folder);
  const homes = await readHomes(root);
  const byMark = me.mark === undefined ? undefined : homes.find(({ home }) => home.folder.mark === me.mark);
  const found =
    homes.find(({ home }) => home.folder.path === me.path && home.folder.mark === me.mark) ??
    byMark ??
    homes.find(({ home }) => home.folder.path === me.path);
  const old = found ? undefined : oldStore(request);
  const key = found?.key ?? old?.key ?? freeKey(root, me);
  const before: HomeFile = found?.home ?? { folder: me, was: [], offered: [], ...(old?.alone && { alone: true }) };
  const isSame = before.folder.path === me.path && before.folder.mark === me.mark;
  const home: HomeFile = {
    ...before,
    folder: me,
    was: isSame ? before.was : [...before.was, before.folder].slice(-10),
  };
  const offers = await offersFor(request, key, home, homes);
  await mkdir(join(root, key), { recursive: true });
  if (!found || !isSame || me.git !== before.folder.git) await writeHome(root, key, home);
  return { key, file: join(root, key, storeName), alone: home.alone === true, offers };
}

/** Remembers that sessions have been offered, so that it is done once. */
export async function rememberOffered(root: string, key: string, offered: readonly string[]): Promise<void> {
  const home = await readHome(root, key);
  if (home) await writeHome(root, key, { ...home, offered: [...new Set([...home.offered, ...offered])] });
}

/** What a folder is. */
async function identify(folder: string): Promise<FolderIdentity> {
  const path = await realpath(folder).catch(() => folder);
  const info = await stat(path, { bigint: true }).catch(() => undefined);
  const mark = info && info.ino > 0n && info.birthtimeNs > 0n ? `${info.ino}-${info.birthtimeNs}` : undefined;
  return { path, mark, git: await firstCommit(path) };
}

async function offersFor(
  { root, others = [], oldFolderKeys, oldWorkspaceKey }: HomeRequest,
  key: string,
  mine: HomeFile,
  homes: readonly Kept[],
): Promise<Offer[]> {
  const me = mine.folder;
  const marks = await Promise.all(others.map(identify));
  const isAnother = (one: FolderIdentity) =>
    marks.some((mark) => mark.path === one.path || (mark.mark !== undefined && mark.mark === one.mark));
  const offers = homes.flatMap(({ key: other, home }): Offer[] => {
    const { folder, was } = home;
    const offer = (action: Offer['action']): Offer[] => [
      { action, key: other, file: join(root, other, storeName), folder: folder.path },
    ];
    if (isAnother(folder)) return offer('import');
    if (isInside(folder.path, me.path) || isInside(me.path, folder.path))
      return existsSync(folder.path) ? offer('open') : [];
    if (was.some((one) => one.path === me.path || (me.mark !== undefined && one.mark === me.mark)))
      return offer('import');
    const isGone = !existsSync(folder.path);
    return isGone &&
      (folder.git === undefined && me.git === undefined
        ? basename(folder.path) === basename(me.path)
        : folder.git === me.git)
      ? offer('import')
      : [];
  });
  const old = [...oldFolderKeys, ...(oldWorkspaceKey === undefined ? [] : [oldWorkspaceKey])].filter(
    (name) => !existsSync(join(root, name, homeName)),
  );
  const all = [
    ...offers,
    ...old.map((name): Offer => ({
      action: 'import',
      key: name,
      file: join(root, name, storeName),
      ...(oldFolderKeys.includes(name) && { folder: me.path }),
    })),
  ];
  const known = new Set([key, ...mine.offered]);
  return all.filter(
    (offer, index) =>
      !known.has(offer.key) && existsSync(offer.file) && all.findIndex((other) => other.key === offer.key) === index,
  );
}

function oldStore({ root, oldFolderKeys, oldWorkspaceKey }: HomeRequest): { key: string; alone: boolean } | undefined {
  const isFree = (key: string) => existsSync(join(root, key, storeName)) && !existsSync(join(root, key, homeName));
  const folder = oldFolderKeys.find(isFree);
  if (folder !== undefined) return { key: folder, alone: true };
  return oldWorkspaceKey !== undefined && isFree(oldWorkspaceKey) ? { key: oldWorkspaceKey, alone: false } : undefined;
}

/** The same in every window; another one where a store that has moved on holds the first. */
function freeKey(root: string, { path, mark }: FolderIdentity): string {
  const keys = [path, `${path}\n${mark ?? ''}`].map((text) =>
    createHash('sha256').update(text).digest('hex').slice(0, 32),
  );
  return (
    keys.find((key) => !existsSync(join(root, key, homeName)) && !existsSync(join(root, key, storeName))) ??
    randomUUID().replaceAll('-', '')
  );
}

function isInside(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

interface Kept {
  readonly key: string;
  readonly home: HomeFile;
}

async function readHomes(root: string): Promise<Kept[]> {
  const keys = (await readdir(root)).sort();
  const all = await Promise.all(keys.map(async (key) => ({ key, home: await readHome(root, key) })));
  return all.filter((one): one is Kept => one.home !== undefined);
}

/** A file that nobody can read belongs to no folder: its store is an old one then. */
async function readHome(root: string, key: string): Promise<HomeFile | undefined> {
  try {
    const home = JSON.parse(await readFile(join(root, key, homeName), 'utf8')) as Partial<HomeFile>;
    return typeof home.folder?.path === 'string'
      ? { ...home, folder: home.folder, was: home.was ?? [], offered: home.offered ?? [] }
      : undefined;
  } catch {
    return undefined;
  }
}

async function writeHome(root: string, key: string, home: HomeFile): Promise<void> {
  const file = join(root, key, homeName);
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, JSON.stringify(home));
  await rename(fresh, file);
}

function firstCommit(folder: string): Promise<string | undefined> {
  if (!existsSync(join(folder, '.git'))) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    execFile(
      'git',
      ['rev-list', '--max-parents=0', '--max-count=1', 'HEAD'],
      { cwd: folder, timeout: 3_000 },
      (error, out) => resolve(error || out.trim() === '' ? undefined : out.trim()),
    );
  });
}
