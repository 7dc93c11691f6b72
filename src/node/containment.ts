import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { FluxError } from '../base/errors';
import { relativeByName } from './realNames';

/**
 * Brings a path to the form that Flux uses everywhere: relative to `root`, forward slashes, no `.` or `..`. Links are
 * followed as far as the path exists, so that none leads out.
 * @param root absolute path of the workspace folder
 * @throws FluxError `outside_workspace` when the path leaves the folder, lies in a `.git` or among Flux's own files, or
 *   is no path at all
 */
export async function resolveInside(root: string, given: string): Promise<string> {
  const refuse = (why: string, cause?: unknown): never => {
    throw new FluxError(
      'outside_workspace',
      `“${given.replaceAll('\0', '\\0')}” ${why}. Use a path inside the workspace folder, such as src/app.ts.`,
      { cause },
    );
  };
  if (given.trim() === '') refuse('is not a path');
  if (given.includes('\0')) refuse('contains a NUL character');
  // A path by where the folder really lies means the same place as one by the name that it was opened under.
  const outer = leaves(path.relative(root, path.resolve(root, given)))
    ? relativeByName(root, path.isAbsolute(given) ? given : path.resolve(root, given))
    : undefined;
  const target = path.resolve(root, outer ?? given);
  const relative = path.relative(root, target);
  if (leaves(relative)) refuse('is outside the workspace folder');
  if (entersGit(relative)) refuse("lies in the repository's own .git folder, which only git may change");

  const realRoot = await realpath(root).catch((error: unknown) => {
    throw new FluxError(
      'no_folder',
      `The workspace folder ${path.basename(root)} is gone from the disk. Open a folder that exists.`,
      { cause: error },
    );
  });
  const realTarget = await realpathOfExisting(target).catch((error: unknown) => refuse(unreachable(error), error));
  if (realTarget === undefined) return refuse('goes through a link that leads nowhere');
  const realRelative = path.relative(realRoot, realTarget);
  if (leaves(realRelative)) refuse('leads through a link out of the workspace folder');
  if (entersGit(realRelative)) refuse("leads through a link into the repository's own .git folder");
  if (entersStore(realTarget)) refuse("is one of Flux's own files, which no step may touch");
  return relative.split(path.sep).join('/') || '.';
}

/**
 * Whether an absolute path lies where the editor lets Flux keep its sessions, whichever way the editor is installed.
 */
export function entersStore(absolute: string): boolean {
  return /[/\\]globalStorage[/\\]flux-editor\.flux([/\\]|$)/i.test(absolute);
}

function leaves(relative: string): boolean {
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}

/**
 * Case is ignored: on many disks `.GIT` is the same folder. So are a trailing dot, space or stream name, as Windows
 * does.
 */
function entersGit(relative: string): boolean {
  return relative
    .split(path.sep)
    .some((part) =>
      /^(\.git|git~1)[. ]*(:.*)?$/i.test(part.replace(/[\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g, '')),
    );
}

function unreachable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENAMETOOLONG') return 'has a name that is too long for the disk';
  if (code === 'EACCES' || code === 'EPERM') return 'is in a folder that you cannot access';
  return `cannot be reached on the disk (${code ?? String(error)})`;
}

/** The real path of the deepest existing ancestor, with the rest put back on; undefined at a link without a target. */
async function realpathOfExisting(target: string): Promise<string | undefined> {
  const missing: string[] = [];
  for (let at = target; ;) {
    try {
      return path.join(await realpath(at), ...missing);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ELOOP') return undefined;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
      if (await isLink(at)) return undefined;
      const parent = path.dirname(at);
      if (parent === at) return target;
      missing.unshift(path.basename(at));
      at = parent;
    }
  }
}

async function isLink(file: string): Promise<boolean> {
  return lstat(file).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
}
