import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled } from '../../base/errors';
import type { SearchHit, SearchPort, SearchRequest } from '../../contracts/ports';
import { exclusionMatcher, globMatcher, namesHidden } from './pathGlob';
import type { ListFilesPort } from './ripgrepSearch';
import { collectHits, shortLine } from './searchLine';
import { toRegex } from './searchPattern';
import { walkFiles } from './walkFiles';

/** Each file is read as a whole. */
const maxBytes = 100 * 1024 * 1024;

/**
 * Search and listing without ripgrep; slower, with the same answers, except that files of more than 100 MB are left
 * out.
 */
export function createPlainSearch({ root }: { readonly root: string }): SearchPort & ListFilesPort {
  return {
    async search(request, signal) {
      const { glob, exclude, contextLines = 0 } = request;
      const regex = toRegex(request);
      const isWanted = globMatcher(glob);
      const isExcluded = exclusionMatcher(exclude);
      const collected = collectHits(request);
      for await (const path of walkFiles(root, signal, {
        hidden: namesHidden(glob),
        enter: (folder) => !isExcluded(folder),
      })) {
        if (!isWanted(path) || isExcluded(path)) continue;
        const text = await readText(join(root, path));
        throwIfCancelled(signal);
        if (text !== undefined && !collected.add(path, hitsIn(path, text, regex, contextLines))) break;
      }
      return collected.answer();
    },
    async listFiles(glob, limit, signal) {
      const isWanted = globMatcher(glob);
      const files: string[] = [];
      for await (const path of walkFiles(root, signal, { hidden: namesHidden(glob) })) {
        if (!isWanted(path)) continue;
        if (files.length >= limit) return { files: files.sort(), truncated: true };
        files.push(path);
      }
      return { files: files.sort(), truncated: false };
    },
  };
}

/** A file's matching lines and those around them, in order. */
function hitsIn(
  path: string,
  text: string,
  regex: RegExp,
  contextLines: SearchRequest['contextLines'] = 0,
): SearchHit[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const starts = new Map<number, number>();
  for (const [at, line] of lines.entries()) {
    const start = line.search(regex);
    if (start >= 0) starts.set(at, start);
  }
  const shown = new Set(
    [...starts.keys()].flatMap((at) =>
      lines
        .slice(Math.max(0, at - contextLines), at + contextLines + 1)
        .map((_, offset) => Math.max(0, at - contextLines) + offset),
    ),
  );
  return [...shown]
    .sort((a, b) => a - b)
    .map((at) => {
      const start = starts.get(at);
      const hit = { path, line: at + 1, text: shortLine(lines[at] ?? '', start ?? 0) };
      return start === undefined ? { ...hit, isContext: true } : hit;
    });
}

/** Undefined for files that are binary or too large. */
async function readText(file: string): Promise<string | undefined> {
  try {
    if ((await stat(file)).size > maxBytes) return undefined;
    return decode(await readFile(file));
  } catch {
    // It has just been removed, or may not be read.
    return undefined;
  }
}

/** Text in UTF-8, or in UTF-16 where its first bytes say so. */
function decode(bytes: Buffer): string | undefined {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff')
    return new TextDecoder(mark === 'fffe' ? 'utf-16le' : 'utf-16be').decode(bytes);
  return bytes.includes(0) ? undefined : new TextDecoder().decode(bytes);
}
