import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportText, Runner } from './runner';

/** Larger reports, together, are not read: what was printed must do. */
const mostBytes = 64_000_000;

/** Folders that hold no reports, or very many files. */
const passedOver = new Set(['node_modules', '.git', '.gradle', '.idea', 'src', 'classes', 'generated']);
const deepest = 8;

/** When files that are reports were written, by path. */
export type ReportStamps = ReadonlyMap<string, string>;

/** Notes the reports that lie in the project, so that those of earlier runs can be told from those of the next. */
export async function stampReports(root: string, { reports }: Runner): Promise<ReportStamps> {
  const stamps = new Map<string, string>();
  if (reports instanceof RegExp) await walk({ root, wanted: reports, found: (path, stamp) => stamps.set(path, stamp) });
  return stamps;
}

/** The reports that a run has left. */
export async function readReportTexts(
  root: string,
  { reports }: Runner,
  reportFile: string,
  before: ReportStamps,
): Promise<ReportText[]> {
  const paths: string[] = [];
  if (reports instanceof RegExp) {
    const found = (path: string, stamp: string) => before.get(path) !== stamp && paths.push(path);
    await walk({ root, wanted: reports, found });
    return readAll(paths.sort(), (path) => join(root, path));
  }
  if (reports === 'folder')
    await walk({ root: reportFile, wanted: /\.(?:trx|xml)$/, found: (path) => paths.push(path) });
  return readAll(
    reports === 'folder' ? paths.sort().map((path) => join(reportFile, path)) : [reportFile],
    (path) => path,
  );
}

async function readAll(paths: readonly string[], absolute: (path: string) => string): Promise<ReportText[]> {
  const texts: ReportText[] = [];
  let bytes = 0;
  for (const path of paths) {
    const file = absolute(path);
    bytes += await lstat(file).then(
      (stats) => stats.size,
      () => 0,
    );
    if (bytes > mostBytes) return [];
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) texts.push({ path, text });
  }
  return texts;
}

interface ReportWalk {
  readonly root: string;
  readonly wanted: RegExp;
  readonly found: (path: string, stamp: string) => void;
}

/** Links are not followed. */
async function walk(search: ReportWalk, folder = '', depth = 0): Promise<void> {
  const { root, wanted, found } = search;
  for (const entry of await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && depth < deepest && !passedOver.has(entry.name)) await walk(search, path, depth + 1);
    else if (entry.isFile() && wanted.test(path))
      await lstat(join(root, path)).then(
        (stats) => found(path, `${stats.mtimeMs} ${stats.ctimeMs} ${stats.size}`),
        () => undefined,
      );
  }
}
