import { access, constants, stat, statfs } from 'node:fs/promises';
import picomatch from 'picomatch';
import * as vscode from 'vscode';
import { FluxError } from '../../base/errors';

/**
 * Refuses what may not be written: by its permissions, its file system, or the person's `files.readonlyInclude`.
 * @param existing the file itself, or the folder whose entries would change
 * @param name how a person calls the file
 * @throws FluxError `read_only`
 */
export async function requireWritable(uri: vscode.Uri, existing: string, name: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('files', uri);
  const inner = vscode.workspace.asRelativePath(uri, false);
  const named = (key: string): boolean => {
    const globs = Object.entries(configuration.get<Record<string, unknown>>(key) ?? {}).flatMap(([glob, on]) =>
      on === true ? [glob] : [],
    );
    return (
      globs.length > 0 && [inner, uri.fsPath].some((path) => picomatch.isMatch(path, globs, { dot: true, flags: 's' }))
    );
  };
  if (named('readonlyInclude') && !named('readonlyExclude')) {
    throw new FluxError(
      'read_only',
      `${name} is read-only by the setting files.readonlyInclude. Nothing was changed. Remove it from the ` +
        `setting, or choose another file.`,
    );
  }
  try {
    await access(existing, constants.W_OK);
  } catch (error) {
    const where =
      (error as NodeJS.ErrnoException).code === 'EROFS'
        ? 'is on a read-only file system'
        : 'cannot be written because it or its folder is read-only';
    throw new FluxError(
      'read_only',
      `${name} ${where}. Nothing was changed. Fix this and try again, or choose another location.`,
      { cause: error },
    );
  }
}

/** Where one file is to be written. */
export interface WrittenFile {
  readonly name: string;
  /** A folder on its disk. */
  readonly existing: string;
}

/**
 * Refuses what the disk has no room for. Asked before anything is touched: the editor empties a file before it writes
 * it, so a disk that turns out to be full would cost the old text too.
 * @throws FluxError `disk_full`
 */
export async function requireRoom(
  files: readonly (WrittenFile & { /** In bytes. */ readonly growth: number })[],
): Promise<void> {
  const wanted = new Map<string, number>();
  for (const { name, existing, growth } of files) {
    if (growth <= 0) continue;
    const disk = await diskOf(existing);
    if (!disk) continue;
    const sum = (wanted.get(disk.key) ?? 0) + Math.ceil(growth / disk.blockSize) * disk.blockSize;
    wanted.set(disk.key, sum);
    if (sum > disk.free) throw diskFull(name);
  }
}

/** Why a write failed: a full disk where there is one, else what is given. */
export async function explainFailure(files: readonly WrittenFile[], otherwise: FluxError): Promise<FluxError> {
  for (const { name, existing } of files) if ((await diskOf(existing))?.free === 0) return diskFull(name);
  return otherwise;
}

/** Undefined for some network and user-space file systems, which tell nothing. */
async function diskOf(folder: string): Promise<{ key: string; free: number; blockSize: number } | undefined> {
  try {
    const [{ dev }, disk] = await Promise.all([stat(folder), statfs(folder)]);
    return disk.blocks === 0 ? undefined : { key: String(dev), free: disk.bavail * disk.bsize, blockSize: disk.bsize };
  } catch {
    return undefined;
  }
}

function diskFull(name: string): FluxError {
  return new FluxError(
    'disk_full',
    `${name} cannot be written: the disk is full. Nothing was changed. Free some space and try again.`,
  );
}
