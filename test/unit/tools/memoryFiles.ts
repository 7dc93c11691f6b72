import { createHash } from 'node:crypto';
import { diffLines } from 'diff';
import picomatch from 'picomatch';
import { FluxError, throwIfCancelled } from '../../../src/base/errors';
import type { AppliedChange, FileText, FilesPort } from '../../../src/contracts/files';

/** A workspace's files in memory. */
export interface MemoryFiles extends FilesPort {
  /** Texts by path; change them to play the person. */
  readonly texts: Map<string, string>;
  /** Paths where the person has unsaved text. */
  readonly dirty: Set<string>;
  /** Paths that cannot be read as text. */
  readonly binary: Set<string>;
}

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export function createMemoryFiles(initial: Readonly<Record<string, string>> = {}): MemoryFiles {
  const texts = new Map(Object.entries(initial));
  const dirty = new Set<string>();
  const binary = new Set<string>();

  const normalise = (path: string): string => {
    const parts: string[] = [];
    for (const part of path.replace(/\\/g, '/').split('/')) {
      if (part === '' || part === '.') continue;
      if (part !== '..') parts.push(part);
      else if (parts.pop() === undefined) throw new FluxError('outside_workspace', `${path} leads out of the workspace. Name a file inside it.`);
    }
    if (path.startsWith('/') || parts[0] === '.git') throw new FluxError('outside_workspace', `${path} leads out of the workspace. Name a file inside it.`);
    return parts.join('/');
  };
  const isFolder = (path: string): boolean => path === '' || [...texts.keys()].some((each) => each.startsWith(`${path}/`));
  const read = (given: string): FileText => {
    const path = normalise(given);
    const text = texts.get(path);
    if (binary.has(path)) throw new FluxError('binary', `${path} is not a text file.`);
    if (text !== undefined) return { path, text, hash: hashOf(text), dirty: dirty.has(path) };
    if (isFolder(path)) throw new FluxError('is_directory', `${path} is a folder.`);
    throw new FluxError('not_found', `${path} does not exist.`);
  };

  return {
    texts,
    dirty,
    binary,
    resolve: async (path) => normalise(path),
    read: async (path) => read(path),
    kind: async (given) => {
      const path = normalise(given);
      if (texts.has(path)) return 'file';
      return isFolder(path) ? 'directory' : undefined;
    },
    list: async (glob, limit) => {
      const matches = picomatch(glob, { dot: true });
      return [...texts.keys()].filter((path) => matches(path)).sort().slice(0, limit);
    },
    apply: async (changes, signal) => {
      throwIfCancelled(signal);
      for (const { path, expect } of changes) {
        const present = texts.get(path);
        if (expect === null && present !== undefined) throw new FluxError('exists', `${path} exists already.`);
        if (expect !== null && (present === undefined || hashOf(present) !== expect)) throw new FluxError('stale', `${path} has changed meanwhile.`, { retryable: true });
      }
      return changes.map(({ path, text }): AppliedChange => {
        const before = texts.get(path);
        texts.set(path, text);
        const parts = diffLines(before ?? '', text);
        const count = (of: 'added' | 'removed'): number => parts.reduce((sum, part) => sum + (part[of] ? part.count : 0), 0);
        return { path, created: before === undefined, saved: !dirty.has(path), hash: hashOf(text), added: count('added'), removed: count('removed') };
      });
    },
  };
}
