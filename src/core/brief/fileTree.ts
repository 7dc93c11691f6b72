import { plural } from '../../base/text';

/** A folder and the names of its files. */
type Folder = readonly [folder: string, names: readonly string[]];

const root = './';
/** A folder's names take no more room than that; else they are counted. */
const longestRow = 900;
/** Of the room for a list that is too long, what the folders with their counts take, and what the relevant ones do. */
const forCounts = 0.7;
const forNear = 0.4;

/**
 * A workspace's files in few tokens: one line a folder. Where that is too long, the files of the root, and of the other
 * folders how many they hold, as many levels of them as there is room for: the same for every goal.
 */
export function renderFiles(files: readonly string[], maxChars: number): string {
  const folders = byFolder(files);
  const full = folders.map(whole).join('\n');
  if (full.length <= maxChars) return full;
  const [inRoot = ''] = folders.filter(([folder]) => folder === root).map(whole);
  const first = inRoot.length <= longestRow ? inRoot : `${inRoot.slice(0, longestRow).replace(/ \S*$/, '')} …`;
  const others = folders.filter(([folder]) => folder !== root);
  const room = maxChars * forCounts - first.length;
  const levels = Math.max(1, ...others.map(([folder]) => levelsOf(folder)));
  let rows: string[] = [];
  for (let level = levels; level >= 1; level--) {
    rows = countedTo(level, others);
    if (rows.join('\n').length <= room) break;
  }
  const shown = rows.filter((_, at) => rows.slice(0, at + 1).join('\n').length <= Math.max(room, longestRow));
  const hidden = rows.length - shown.length;
  return [first, ...shown, hidden > 0 ? `(${plural(hidden, 'more folder')})` : ''].filter(Boolean).join('\n');
}

/**
 * The files beside relevant ones, folder by folder, where `renderFiles` within `maxChars` only counts them.
 * @param relevant paths, the most relevant first
 */
export function nearFiles(files: readonly string[], relevant: readonly string[], maxChars: number): string {
  const folders = byFolder(files);
  if (folders.map(whole).join('\n').length <= maxChars) return '';
  const byName = new Map(folders);
  const out: string[] = [];
  let left = maxChars * forNear;
  for (const name of new Set(relevant.map(folderOf))) {
    const names = byName.get(name);
    if (name === root || !names) continue;
    const row = whole([name, names]);
    if (row.length > Math.min(left, longestRow)) continue;
    out.push(row);
    left -= row.length + 1;
  }
  return out.join('\n');
}

function byFolder(files: readonly string[]): Folder[] {
  return [...Map.groupBy(files, folderOf)].map(([folder, paths]) => [
    folder,
    paths.map((path) => path.slice(path.lastIndexOf('/') + 1)),
  ]);
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1) || root;
}

function whole([folder, names]: Folder): string {
  return `${folder} ${names.join(' ')}`;
}

/**
 * `src/core/ (12 files; brief/ 20, plan/ 8)`: a row for each folder that lies so many levels deep or less, with what
 * lies below; counts include all that is deeper.
 */
function countedTo(level: number, folders: readonly Folder[]): string[] {
  const part = (folder: string, levels: number) => folder.split('/').slice(0, -1).slice(0, levels).join('/');
  const rows = Map.groupBy(folders, ([folder]) => part(folder, level));
  return [...rows].map(([folder, own]) => {
    const children = Map.groupBy(own, ([deep]) => part(deep, level + 1).slice(folder.length + 1));
    const files = countOf(children.get('') ?? []);
    children.delete('');
    const below = [...children].map(([name, those]) => `${name}/ ${countOf(those)}`).join(', ');
    const counts = [files > 0 ? plural(files, 'file') : '', below].filter(Boolean).join('; ');
    return `${folder}/ (${counts})`;
  });
}

function countOf(folders: readonly Folder[]): number {
  return folders.reduce((sum, [, names]) => sum + names.length, 0);
}

function levelsOf(folder: string): number {
  return folder.split('/').length - 1;
}
