import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type * as vscode from 'vscode';
import { FluxError, messageOf } from '../../base/errors';
import { secretsIn } from '../../base/secretPaths';
import type { AgentFile, AgentFileKind } from '../../contracts/agents';
import { resolveInside } from '../../node/containment';
import { outerPath, type FoldersSource } from './folder';

/** Larger files are reported, not read, in bytes. */
const maxBytes = 256 * 1024;

/** So many files of one kind are read in a folder. */
const maxFiles = 200;

/** A file written less than that before it was read, in ms, may be written again without its times or size changing. */
const tooFresh = 2_000;

/** A file as it was last read, and by what one can tell that it has changed; undefined where one cannot. */
interface Known {
  readonly mark: string | undefined;
  readonly file: AgentFile;
}

/**
 * Makes a reader of the Markdown files in `.flux/agents` and `.flux/workflows` of every folder, sorted by folder and
 * name. What has not changed since the last time is not read again, unless it has just been written, and comes as the
 * same object. Never fails: what cannot be read says why.
 */
export function createReadFluxFiles(folders: FoldersSource): () => Promise<readonly AgentFile[]> {
  let known: ReadonlyMap<string, Known> = new Map();
  return async () => {
    const places = folders().flatMap((folder) => (['agents', 'workflows'] as const).map((kind) => ({ folder, kind })));
    const read = await Promise.all(
      places.map(async ({ folder, kind }) =>
        Promise.all((await namesIn(folder, kind)).map((name) => readOne(folders, { folder, kind, name }, known))),
      ),
    );
    const found = read.flat().filter((each) => each !== undefined);
    known = new Map(found.map((each) => [keyOf(each.file), each]));
    return found.map(({ file }) => file);
  };
}

/** Sorted; none where there is no such folder, or where it is a link that leads out. */
async function namesIn(folder: vscode.WorkspaceFolder, kind: AgentFileKind): Promise<readonly string[]> {
  try {
    const inner = await resolveInside(folder.uri.fsPath, `.flux/${kind}`);
    const names = await readdir(path.join(folder.uri.fsPath, inner));
    return names
      .filter((name) => /\.md$/i.test(name))
      .sort()
      .slice(0, maxFiles);
  } catch {
    return [];
  }
}

interface Named {
  readonly folder: vscode.WorkspaceFolder;
  readonly kind: AgentFileKind;
  readonly name: string;
}

/** Undefined for what is no file, or gone by now. */
async function readOne(
  folders: FoldersSource,
  { folder, kind, name }: Named,
  known: ReadonlyMap<string, Known>,
): Promise<Known | undefined> {
  const root = folder.uri.fsPath;
  const inner = `.flux/${kind}/${name}`;
  const base = { kind, path: outerPath(folders, folder, inner), folder: folder.uri.toString() };
  const before = known.get(keyOf(base));
  const refused = (problem: string): Known =>
    before?.mark === problem ? before : { mark: problem, file: { ...base, content: { problem } } };
  try {
    const file = path.join(root, await resolveInside(root, inner));
    const stats = await stat(file, { bigint: true });
    if (!stats.isFile()) return undefined;
    const isFresh = Date.now() - Number(stats.mtimeMs > stats.ctimeMs ? stats.mtimeMs : stats.ctimeMs) < tooFresh;
    const mark = isFresh ? undefined : [stats.mtimeNs, stats.ctimeNs, stats.size, stats.ino].join(' ');
    if (mark !== undefined && before?.mark === mark) return before;
    const content = await contentOf(root, file, Number(stats.size));
    return {
      mark,
      file: before && isDeepStrictEqual(before.file.content, content) ? before.file : { ...base, content },
    };
  } catch (error) {
    if (FluxError.is(error, 'outside_workspace'))
      return refused('The file is a link that leads out of the workspace folder. Put the file itself here.');
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT'
      ? undefined
      : refused(`The file could not be read (${code ?? messageOf(error)}). Make it readable.`);
  }
}

async function contentOf(root: string, file: string, size: number): Promise<AgentFile['content']> {
  if (size > maxBytes) return { problem: 'The file is larger than 256 kB. Shorten it: a page is plenty for a prompt.' };
  const [from, to] = await Promise.all([realpath(root), realpath(file)]);
  if (secretsIn(path.relative(from, to)) !== undefined)
    return { problem: 'The file is a link to one that contains secrets. Put the file itself here.' };
  const bytes = await readFile(file);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { problem: 'The file is not UTF-8 text. Save it with that encoding.' };
  }
}

function keyOf({ folder, path }: Pick<AgentFile, 'folder' | 'path'>): string {
  return `${folder} ${path}`;
}
