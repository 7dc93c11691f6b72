import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { throwIfCancelled } from '../../base/errors';
import { findEntry, readContent, type FoundEntry } from './diskContent';
import type { Former, FormerTree, Holder } from './formerTree';

/** Folders that tools fill and can fill again; what happens in them is not watched. */
const leftOut: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.jj',
  'node_modules',
  'bower_components',
  '.venv',
  'venv',
  '__pycache__',
  '.tox',
  '.nox',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.gradle',
  '.terraform',
  '.next',
  '.nuxt',
  '.turbo',
  '.cache',
]);

/** The most files that are looked at, and of which there are copies; the largest that is copied. */
const maxFiles = 50_000;
const maxCopies = 2_000;
const maxCopiedBytes = 4 * 1024 * 1024;

/**
 * Notes the state of a folder without a repository: size and times of each file, and copies of those that were written
 * last, as many as there is room for. Ignore files have no say here: what they hide now might be seen later, and taken
 * for new.
 */
export async function noteWalkedTree(root: string, holder: Holder, signal: AbortSignal): Promise<FormerTree> {
  const since = Date.now();
  const { files, isComplete } = await listFiles(root, signal);
  const formers = new Map<string, Former>();
  const newestFirst = [...files].sort(([, a], [, b]) => Number(b.mtimeNs - a.mtimeNs));
  let copies = 0;
  for (const [name, found] of newestFirst) {
    throwIfCancelled(signal);
    formers.set(name, { kind: 'unknown', identity: found });
    if (!found.isFile || copies >= maxCopies || found.size > Math.min(maxCopiedBytes, holder.room)) continue;
    const content = await readContent(path.join(root, name)).catch(() => undefined);
    const held = content && 'bytes' in content ? await holder.hold(content.bytes) : undefined;
    if (held === undefined) continue;
    formers.set(name, { kind: 'kept', content: held, mode: found.mode, identity: found });
    copies++;
  }
  return {
    since,
    async candidates() {
      const { files: now } = await listFiles(root, new AbortController().signal);
      return [...new Set([...formers.keys(), ...now.keys()])];
    },
    // Where not everything was looked at, a file that was not seen may have been there.
    former: (name) => formers.get(name) ?? (isComplete ? { kind: 'none' } : { kind: 'unknown' }),
    load: () => Promise.resolve(new Map()),
    dispose: () => Promise.resolve(),
  };
}

/** The files below a folder, outer folders first; links are files. */
async function listFiles(
  root: string,
  signal: AbortSignal,
): Promise<{ files: Map<string, FoundEntry>; isComplete: boolean }> {
  const files = new Map<string, FoundEntry>();
  const folders = [''];
  for (const folder of folders) {
    throwIfCancelled(signal);
    const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
    const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => folder + entry.name);
    const found = await Promise.all(names.map((name) => findEntry(path.join(root, name))));
    names.forEach((name, index) => {
      const entry = found[index];
      if (entry) files.set(name, entry);
    });
    if (files.size > maxFiles) return { files, isComplete: false };
    for (const entry of entries)
      if (entry.isDirectory() && !leftOut.has(entry.name)) folders.push(`${folder}${entry.name}/`);
  }
  return { files, isComplete: true };
}
