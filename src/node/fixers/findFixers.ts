import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findOnPath, isExecutable } from '../executables';
import type { Fixer } from './fixer';
import { fixerTable } from './fixerTable';

/** A program as it is called. */
export interface Executable {
  readonly command: string;
  readonly args: readonly string[];
}

/** A fixer at work in one folder. */
export interface FixerJob {
  readonly fixer: Fixer;
  /** Undefined: the project is set up for it, but it is not installed. */
  readonly executable: Executable | undefined;
  /** Absolute: where the fixer's settings are, and where it runs. */
  readonly folder: string;
  /** Relative to that folder, forward slashes. */
  readonly files: readonly string[];
  /** The same files relative to the workspace folder. */
  readonly paths: readonly string[];
  /** Texts of the marking files there and above, the nearest first. */
  readonly marks: readonly string[];
  /** The file that sets it up, relative to the workspace folder. */
  readonly markedBy: string;
}

/**
 * Which of the project's own fixers apply to which files: those whose settings lie in the file's folder or above it,
 * within `root`. In the order in which they run.
 * @param paths relative to `root`, forward slashes
 * @param skip names of fixers that are left out
 */
export async function findFixers(root: string, paths: readonly string[], skip: readonly string[]): Promise<FixerJob[]> {
  const left = new Set(skip.map((name) => name.trim().toLowerCase()));
  const marksIn = createMarkReader(root);
  const jobs: FixerJob[] = [];
  for (const fixer of fixerTable) {
    if (left.has(fixer.name)) continue;
    const byFolder = new Map<string, string[]>();
    for (const path of paths) {
      if (!fixer.files.test(path)) continue;
      const folder = await nearestMarked(fixer, dirOf(path), marksIn);
      if (folder !== undefined) byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
    }
    for (const [folder, own] of byFolder) {
      const above = foldersUp(folder);
      const marks = (await Promise.all(above.map((each) => marksIn(fixer, each)))).flat();
      const files = own.map((path) => (folder === '' ? path : path.slice(folder.length + 1)));
      jobs.push({
        fixer,
        executable: await findExecutable(fixer.name, root, above),
        folder: join(root, folder),
        files,
        paths: own,
        marks: marks.map(({ text }) => text),
        markedBy: marks[0]?.path ?? '',
      });
    }
  }
  return jobs;
}

async function nearestMarked(fixer: Fixer, folder: string, marksIn: MarkReader): Promise<string | undefined> {
  for (const each of foldersUp(folder)) if ((await marksIn(fixer, each)).length > 0) return each;
  return undefined;
}

interface Marking {
  readonly path: string;
  readonly text: string;
}
type MarkReader = (fixer: Fixer, folder: string) => Promise<Marking[]>;

/** The files of a folder that mark a fixer; each folder and file is read once. */
function createMarkReader(root: string): MarkReader {
  const names = new Map<string, Promise<string[]>>();
  const texts = new Map<string, Promise<string>>();
  const found = new Map<string, Promise<Marking[]>>();
  const once = <T>(known: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> => {
    const value = known.get(key) ?? read();
    known.set(key, value);
    return value;
  };
  const read = async (fixer: Fixer, folder: string): Promise<Marking[]> => {
    const all = await once(names, folder, () => readdir(join(root, folder)).catch(() => []));
    const marked: Marking[] = [];
    for (const { name, holds } of fixer.marks) {
      for (const each of all.filter((candidate) => name.test(candidate))) {
        const text = await once(texts, join(folder, each), () =>
          readFile(join(root, folder, each), 'utf8').catch(() => ''),
        );
        if (!holds || holds(text)) marked.push({ path: folder === '' ? each : `${folder}/${each}`, text });
      }
    }
    return marked;
  };
  return (fixer, folder) => once(found, `${fixer.name}\0${folder}`, () => read(fixer, folder));
}

const local =
  process.platform === 'win32'
    ? ['.venv\\Scripts', 'venv\\Scripts', 'env\\Scripts']
    : ['node_modules/.bin', '.venv/bin', 'venv/bin', 'env/bin', 'vendor/bin'];

/**
 * The program that a fixer is: the project's own (`node_modules`, a virtual environment) before one on the PATH.
 * @param folders where to look for the project's own, relative to `root`
 */
async function findExecutable(name: string, root: string, folders: readonly string[]): Promise<Executable | undefined> {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of folders) {
    const bundled = process.platform === 'win32' ? await findPackageScript(name, join(root, folder)) : undefined;
    if (bundled) return bundled;
    for (const place of local)
      if (await isExecutable(join(root, folder, place, file)))
        return { command: join(root, folder, place, file), args: [] };
  }
  const command = await findOnPath(file);
  return command === undefined ? undefined : { command, args: [] };
}

/** On Windows a package's command is a batch file, which cannot be started with a list of arguments; its script can. */
async function findPackageScript(name: string, folder: string): Promise<Executable | undefined> {
  const packages = [name, `@biomejs/${name}`].map((each) => join(folder, 'node_modules', each));
  for (const each of packages) {
    try {
      const { bin } = JSON.parse(await readFile(join(each, 'package.json'), 'utf8')) as {
        bin?: string | Record<string, string>;
      };
      const script = typeof bin === 'string' ? bin : bin?.[name];
      if (script !== undefined) return { command: 'node', args: [join(each, script)] };
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

/** A folder and those above it, up to the root (empty). */
function foldersUp(folder: string): string[] {
  return folder === '' ? [''] : [folder, ...foldersUp(dirOf(folder))];
}

function dirOf(path: string): string {
  const parent = dirname(path);
  return parent === '.' ? '' : parent;
}
