import { copyFile, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Copies a file to `<file>.<time>.bak` and removes the oldest copies, so that `keep` are left.
 * Returns the copy's path; undefined where none is kept or there is no file yet.
 */
export async function backUp(file, { keep, now = new Date() }) {
  if (keep === 0) return undefined;
  const stamp = now.toISOString().slice(0, 19).replace(/[:T]/g, '-');
  const copy = `${file}.${stamp}.bak`;
  try {
    await copyFile(file, copy);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
  const copies = await listBackups(file);
  for (const old of copies.slice(0, keep)) await rm(old);
  return copy;
}

/** The copies of a file, the newest first. */
export async function listBackups(file) {
  const folder = dirname(file);
  const beginning = `${basename(file)}.`;
  const names = await readdir(folder);
  return names
    .filter((name) => name.startsWith(beginning) && name.endsWith('.bak'))
    .sort()
    .map((name) => join(folder, name));
}
