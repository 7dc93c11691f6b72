import { createHash } from 'node:crypto';
import { diffLines } from 'diff';
import picomatch from 'picomatch';
import { FluxError, throwIfCancelled } from '../../../src/base/errors';
import type { AppliedChange, FileChange, FileText, FilesPort } from '../../../src/contracts/files';

/** A workspace's files in memory. */
export interface MemoryFiles extends FilesPort {
  /** Texts by path; change them to play the person. */
  readonly texts: Map<string, string>;
  /** Paths where the person has unsaved text. */
  readonly dirty: Set<string>;
  /** Paths that cannot be read as text. */
  readonly binary: Set<string>;
  /** What the editor does to a text when it is saved; change it to play a formatter. */
  formatter: (text: string) => string;
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
      else if (parts.pop() === undefined)
        throw new FluxError('outside_workspace', `${path} leads out of the workspace. Name a file inside it.`);
    }
    if (path.startsWith('/') || parts[0] === '.git')
      throw new FluxError('outside_workspace', `${path} leads out of the workspace. Name a file inside it.`);
    return parts.join('/');
  };
  const isFolder = (path: string): boolean =>
    path === '' || [...texts.keys()].some((each) => each.startsWith(`${path}/`));
  const read = (given: string): FileText => {
    const path = normalise(given);
    const text = texts.get(path);
    if (binary.has(path)) throw new FluxError('binary', `${path} is not a text file.`);
    if (text !== undefined) return { path, text, hash: hashOf(text), dirty: dirty.has(path) };
    if (isFolder(path)) throw new FluxError('is_directory', `${path} is a folder.`);
    throw new FluxError('not_found', `${path} does not exist.`);
  };

  const onSave = (path: string, text: string): string => (dirty.has(path) ? text : memory.formatter(text));
  /** Refuses the changes as the real port does, before anything is written. */
  const check = (changes: readonly FileChange[]): void => {
    const vacated = new Set(changes.flatMap(({ movedFrom }) => movedFrom ?? []));
    const seen = new Set<string>();
    for (const { path, expect, movedFrom } of changes) {
      const source = movedFrom ?? path;
      const present = texts.get(source);
      const isNew = expect === null || movedFrom !== undefined;
      if (isNew && texts.has(path) && !(expect === null && vacated.has(path)))
        throw new FluxError('exists', `${path} exists already.`);
      if (isNew && isFolder(path)) throw new FluxError('is_directory', `${path} is a folder.`);
      if (expect !== null && (present === undefined || hashOf(present) !== expect))
        throw new FluxError('stale', `${source} has changed meanwhile.`, { retryable: true });
      if (seen.has(`${expect === null} ${path}`))
        throw new FluxError('same_file', `Two changes of one call concern the same file, ${path}.`);
      seen.add(`${expect === null} ${path}`);
    }
  };

  const memory: MemoryFiles = {
    texts,
    dirty,
    binary,
    formatter: (text) => text,
    resolve: async (path) => normalise(path),
    read: async (path) => read(path),
    kind: async (given) => {
      const path = normalise(given);
      if (texts.has(path)) return 'file';
      return isFolder(path) ? 'directory' : undefined;
    },
    list: async (glob, limit) => {
      const matches = picomatch(glob, { dot: true });
      return [...texts.keys()]
        .filter((path) => matches(path))
        .sort()
        .slice(0, limit);
    },
    apply: async (changes, signal) => {
      throwIfCancelled(signal);
      check(changes);
      const before = new Map(texts);
      for (const { path, movedFrom, text } of changes)
        if (movedFrom !== undefined || text === null) texts.delete(movedFrom ?? path);
      for (const { path, text } of changes) if (text !== null) texts.set(path, onSave(path, text));
      return changes.map((change): AppliedChange => {
        const { path, movedFrom, text, expect } = change;
        const parts = diffLines(before.get(movedFrom ?? path) ?? '', text ?? '');
        const count = (of: 'added' | 'removed'): number =>
          parts.reduce((sum, part) => sum + (part[of] ? part.count : 0), 0);
        const counts = { added: count('added'), removed: count('removed') };
        if (text === null) return { path, created: false, deleted: true, saved: true, hash: '', ...counts };
        return {
          path,
          created: expect === null,
          ...(movedFrom !== undefined && { movedFrom }),
          saved: !dirty.has(path),
          hash: hashOf(texts.get(path) ?? ''),
          ...counts,
        };
      });
    },
  };
  return memory;
}
