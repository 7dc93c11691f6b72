import * as z from 'zod';
import { ellipsis, plural } from '../base/text';
import { FluxError } from '../base/errors';
import type { FilesPort } from '../contracts/files';
import type { SearchHit, SearchPort } from '../contracts/ports';
import { acceptFields, asBoolean, asNumber } from './acceptFields';
import { defineTool } from './defineTool';
import { tidyPath } from './paths';
import { refusalsAsResults } from './refusals';

const input = z.object({
  pattern: z.string().min(1).describe('Regular expression (Rust dialect: no look-around)'),
  literal: z.boolean().optional().describe('Take the pattern as plain text'),
  ignoreCase: z.boolean().optional(),
  glob: z.string().optional().describe('Only these files'),
  limit: z.number().min(1).max(500).optional().describe('Most hits (default 60)'),
});
type Input = z.infer<typeof input>;

const lineWidth = 220;

/** `search_code`: lines that match, by file. No hit is an answer, not a failure. */
export function createSearchCode({ search, files }: { search: SearchPort; files: FilesPort }) {
  return defineTool<Input>({
    name: 'search_code',
    title: 'Search',
    description: 'Lines that match a pattern, with paths and line numbers. Ignored files are left out.',
    input,
    effect: 'read',
    binding: 'json',
    accept: (raw) => {
      const given = acceptFields(raw, {
        pattern: ['query', 'regex', 'search', 'text', 'term', 'q'],
        ignoreCase: ['ignore_case', 'case_insensitive', 'caseInsensitive', 'insensitive'],
        glob: ['in', 'include', 'path', 'paths', 'file', 'files', 'filePattern', 'file_pattern', 'directory'],
        limit: ['max', 'maxResults', 'max_results', 'count'],
        literal: ['isLiteral', 'fixed', 'fixed_strings', 'plain'],
      });
      if (Array.isArray(given.glob)) given.glob = given.glob.length > 1 ? `{${given.glob.join(',')}}` : given.glob[0];
      if (given.regex === false && given.literal === undefined) given.literal = true;
      for (const flag of ['literal', 'ignoreCase']) if (given[flag] !== undefined) given[flag] = asBoolean(given[flag]);
      if (given.limit !== undefined) given.limit = asNumber(given.limit, 1, 500);
      return given;
    },
    writes: () => [],
    locks: () => [],
    about: ({ pattern, glob }) => (pattern ? `“${ellipsis(pattern, 60)}”${glob ? ` in ${glob}` : ''}` : ''),
    run: (given, { signal }) =>
      refusalsAsResults(async () => {
        const limit = Math.floor(given.limit ?? 60);
        const glob = given.glob ? await asGlob(files, given.glob) : undefined;
        const found = await search.search({ pattern: given.pattern, literal: given.literal, ignoreCase: given.ignoreCase, glob, limit }, signal);
        return { status: 'done', message: describeHits(found.hits.slice(0, limit), found.truncated || found.hits.length > limit, { ...given, glob }) };
      }),
  });
}

/** A folder as a glob for everything in it. */
async function asGlob(files: FilesPort, glob: string): Promise<string | undefined> {
  const path = tidyPath(glob).replace(/\/$/, '');
  if (path === '' || path === '.') return undefined;
  if (/[*?{[]/.test(path)) return path;
  try {
    return (await files.kind(path)) === 'directory' ? `${path}/**` : path;
  } catch (error) {
    if (FluxError.is(error)) return path;
    throw error;
  }
}

function describeHits(hits: readonly SearchHit[], truncated: boolean, { pattern, literal, ignoreCase, glob }: Input): string {
  const where = glob ? ` in ${glob}` : '';
  if (hits.length === 0) {
    const ideas = [...(ignoreCase ? [] : ['ignoreCase']), ...(literal || !/[^\w\s]/.test(pattern) ? [] : ['literal']), ...(glob ? ['another glob'] : []), 'a shorter pattern'];
    return `No match for ${literal ? JSON.stringify(pattern) : `/${pattern}/`}${where} (ignored files are not searched). Try ${ideas.join(' or ')}.`;
  }
  const byPath = new Map<string, SearchHit[]>();
  for (const hit of hits) byPath.set(hit.path, [...(byPath.get(hit.path) ?? []), hit]);
  const parts = [...byPath].map(([path, own]) => [path, ...own.map(({ line, text }) => `${line}| ${fit(text, pattern)}`)].join('\n'));
  const head = `${truncated ? 'The first ' : ''}${plural(hits.length, 'hit')} in ${plural(byPath.size, 'file')}${where}${truncated ? '; there are more. Narrow the pattern or the glob, or raise limit.' : '.'}`;
  return `${head}\n\n${parts.join('\n\n')}`;
}

/** A line cut to its width, around the pattern where that can be seen. */
function fit(text: string, pattern: string): string {
  const line = text.trimEnd();
  if (line.length <= lineWidth) return line;
  const word = /\w{3,}/.exec(pattern)?.[0] ?? '';
  const at = word ? line.toLowerCase().indexOf(word.toLowerCase()) : 0;
  const from = Math.max(0, Math.min(at - 60, line.length - lineWidth));
  return `${from > 0 ? '…' : ''}${line.slice(from, from + lineWidth)}${from + lineWidth < line.length ? '…' : ''}`;
}
