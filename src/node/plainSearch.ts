import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FluxError, messageOf, throwIfCancelled } from '../base/errors';
import type { SearchHit, SearchPort } from '../contracts/ports';
import { globMatcher } from './pathGlob';
import type { ListFilesPort } from './ripgrepSearch';
import { shortLine } from './searchLine';
import { walkFiles } from './walkFiles';

const maxBytes = 1024 * 1024;

/** Search and listing without ripgrep; slower, and with JavaScript's regular expressions. */
export function createPlainSearch({ root }: { readonly root: string }): SearchPort & ListFilesPort {
  return {
    async search({ pattern, literal, ignoreCase, glob, limit }, signal) {
      const regex = toRegex(pattern, literal, ignoreCase);
      const wanted = globMatcher(glob);
      const hits: SearchHit[] = [];
      for await (const path of walkFiles(root, signal)) {
        if (!wanted(path)) continue;
        const text = await readText(join(root, path));
        throwIfCancelled(signal);
        for (const [index, line] of (text ?? '').split(/\r?\n/).entries()) {
          const at = line.search(regex);
          if (at < 0) continue;
          if (hits.length >= limit) return { hits, truncated: true };
          hits.push({ path, line: index + 1, text: shortLine(line, at) });
        }
      }
      return { hits, truncated: false };
    },
    async listFiles(glob, limit, signal) {
      const wanted = globMatcher(glob);
      const files: string[] = [];
      for await (const path of walkFiles(root, signal)) {
        if (!wanted(path)) continue;
        if (files.length >= limit) return { files: files.sort(), truncated: true };
        files.push(path);
      }
      return { files: files.sort(), truncated: false };
    },
  };
}

function toRegex(pattern: string, literal = false, ignoreCase = false): RegExp {
  const source = literal ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : pattern.replace(/^\(\?i\)/, '');
  try {
    return new RegExp(source, ignoreCase || (!literal && pattern.startsWith('(?i)')) ? 'iu' : 'u');
  } catch (error) {
    throw new FluxError('bad_pattern', `This is not a regular expression: ${messageOf(error)}. Correct it, or search for the words literally.`, { cause: error });
  }
}

/** Undefined for files that are binary or too large. */
async function readText(file: string): Promise<string | undefined> {
  try {
    if ((await stat(file)).size > maxBytes) return undefined;
    const bytes = await readFile(file);
    return bytes.subarray(0, 8192).includes(0) ? undefined : bytes.toString('utf8');
  } catch {
    // It has just been removed, or may not be read.
    return undefined;
  }
}
