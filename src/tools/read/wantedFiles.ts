import { FluxError } from '../../base/errors';
import { isSecretPath } from '../../base/secretPaths';
import type { FilesPort } from '../../contracts/files';
import { nameSome, tidyPath } from '../paths';

/** A file to read, and which of its lines (one-based, inclusive). */
export interface WantedFile {
  readonly path: string;
  readonly lines?: readonly [number, number];
}

/** A place as models name it: a path, a glob, `a.ts:3-9`, `a.ts#L3-L9`, or a path with lines. */
export type GivenFile = string | { readonly path: string; readonly lines?: readonly number[] };

/** The most files of one glob. */
const mostFiles = 40;

/** A path as given, with its lines. A last line below 1 means the end of the file. */
export function wantedOf(given: GivenFile): WantedFile {
  if (typeof given !== 'string') {
    const [from, to] = given.lines ?? [];
    return from === undefined || to === undefined
      ? { path: tidyPath(given.path) }
      : { path: tidyPath(given.path), lines: [Math.floor(from), Math.floor(to)] };
  }
  const ranged = /^(.+?)(?::|#L)(\d+)(?:-L?(\d+))?$/s.exec(given.trim());
  if (!ranged) return { path: tidyPath(given) };
  const from = Number(ranged[2]);
  return { path: tidyPath(ranged[1] ?? ''), lines: [from, Number(ranged[3] ?? from)] };
}

/**
 * Globs as the files that they find, without those that hold secrets; other paths as they are. Notes say what a glob
 * came to.
 */
export async function expandWanted(
  files: FilesPort,
  given: readonly GivenFile[],
  signal: AbortSignal,
): Promise<{ wanted: WantedFile[]; notes: string[] }> {
  const wanted: WantedFile[] = [];
  const notes: string[] = [];
  const add = (each: WantedFile): void => {
    if (!wanted.some((known) => known.path === each.path && String(known.lines) === String(each.lines)))
      wanted.push(each);
  };
  for (const place of given) {
    const each = await literally(files, place);
    if (!/[*?{[]/.test(each.path) || (await isFile(files, each.path))) {
      add(each);
      continue;
    }
    const found = await files.list(each.path, mostFiles + 1, signal);
    const shown = found.slice(0, mostFiles);
    const secret = shown.filter(isSecretPath);
    if (found.length === 0) notes.push(`No file matches ${each.path} (ignored files are left out).`);
    if (found.length > mostFiles)
      notes.push(
        `${each.path} matches more than ${mostFiles} files; the first ${mostFiles} are taken. Name a narrower ` +
          `glob for the others.`,
      );
    if (secret.length > 0)
      notes.push(
        `Left out, because they hold secrets: ${nameSome(secret, 10)}. Name one exactly if you need it; the ` +
          `person is then asked.`,
      );
    for (const path of shown) if (!secret.includes(path)) add({ ...each, path });
  }
  return { wanted, notes };
}

/** A name that merely looks as if it ended in line numbers is a name, where there is such a file. */
async function literally(files: FilesPort, place: GivenFile): Promise<WantedFile> {
  const wanted = wantedOf(place);
  const whole = typeof place === 'string' && wanted.lines ? tidyPath(place) : undefined;
  return whole !== undefined && (await isFile(files, whole)) ? { path: whole } : wanted;
}

async function isFile(files: FilesPort, path: string): Promise<boolean> {
  try {
    return (await files.kind(path)) === 'file';
  } catch (error) {
    if (FluxError.is(error)) return false;
    throw error;
  }
}
