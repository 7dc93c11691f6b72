import * as z from 'zod';
import { ellipsis, plural } from '../base/text';
import { FluxError, isCancelled } from '../base/errors';
import type { FilesPort } from '../contracts/files';
import type { CodeIndexPort, SearchHit, SearchPort } from '../contracts/ports';
import { acceptFields, asBoolean, asNumber } from './acceptFields';
import { defineTool } from './defineTool';
import { tidyPath } from './paths';
import { refusalsAsResults } from './refusals';
import { describeHits } from './search/describeHits';
import { planSearch } from './search/planSearch';

const input = z.object({
  pattern: z.string().min(1).describe('Regular expression (Rust dialect: no look-around)'),
  literal: z.boolean().optional().describe('Take the pattern as plain text'),
  words: z.boolean().optional().describe('Only whole words'),
  ignoreCase: z.boolean().optional(),
  glob: z.string().optional().describe('Only these files'),
  exclude: z.string().optional().describe('Not these files'),
  context: z.number().min(0).max(10).optional().describe('Lines around each hit'),
  limit: z.number().min(1).max(500).optional().describe('Most hits (default 60)'),
});
type Input = z.infer<typeof input>;

/** Progress is reported for so many files at most. */
const mostReports = 20;
/** So many like names are told where nothing matches. */
const mostLike = 4;

/** What `search_code` works on; `index`: for names that are like the pattern. */
interface SearchCodePorts {
  readonly search: SearchPort;
  readonly files: FilesPort;
  readonly index?: Pick<CodeIndexPort, 'symbols'>;
}

/** `search_code`: lines that match, by file. No hit is an answer, not a failure. */
export function createSearchCode({ search, files, index }: SearchCodePorts) {
  return defineTool<Input>({
    name: 'search_code',
    title: 'Search',
    description:
      'Lines that match a pattern, with paths and line numbers. Ignored files are left out, hidden ones unless ' +
      'the glob names them (.github/**).',
    asks: 'Asks nothing. Of files that contain secrets it only says that they match.',
    input,
    effect: 'read',
    intents: ['filter', 'extract', 'aggregate'],
    binding: 'json',
    recipe: { intent: 'find', plan: planSearch },
    accept: acceptSearch,
    writes: () => [],
    locks: () => [],
    about: ({ pattern, glob }) => (pattern ? `“${ellipsis(pattern, 60)}”${glob ? ` in ${glob}` : ''}` : ''),
    run: (given, { signal, report }) =>
      refusalsAsResults(async () => {
        const limit = Math.floor(given.limit ?? 60);
        const { pattern, literal, words, ignoreCase } = given;
        const glob = await asGlob(files, given.glob);
        const exclude = await asGlob(files, given.exclude);
        const contextLines = Math.floor(given.context ?? 0);
        const found = await search.search(
          { pattern, literal, words, ignoreCase, glob, exclude, contextLines, limit, onHit: reportFiles(report) },
          signal,
        );
        const like = found.hits.length === 0 ? await namesLike(pattern, index) : '';
        return {
          status: 'done',
          message: describeHits(found.hits, { ...given, glob, exclude, truncated: found.truncated }) + like,
        };
      }),
  });
}

/** Symbols whose names are like a pattern that matches nothing; empty where the index knows none. */
async function namesLike(pattern: string, index: SearchCodePorts['index']): Promise<string> {
  const words = pattern.replace(/\\[bBdDsSwW]/g, ' ').match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu) ?? [];
  const wanted = words.sort((a, b) => b.length - a.length)[0];
  if (!index || wanted === undefined) return '';
  const found = await index.symbols(wanted, mostLike).catch((error: unknown) => {
    if (isCancelled(error)) throw error;
    return [];
  });
  const named = found.map(({ name, path, line }) => `${name} (${path}:${line})`);
  return named.length > 0 ? `\nNames like it: ${named.join(', ')}.` : '';
}

/** Tells the person where something is found, file by file. */
function reportFiles(report: (line: string) => void): (hit: SearchHit) => void {
  const paths = new Set<string>();
  let hits = 0;
  return ({ path, isContext }) => {
    if (isContext) return;
    hits++;
    if (paths.has(path) || paths.size >= mostReports) return;
    paths.add(path);
    report(`${plural(hits, 'hit')} so far, now in ${path}`);
  };
}

function acceptSearch(raw: Record<string, unknown>): Record<string, unknown> {
  const given = acceptFields(raw, {
    pattern: ['query', 'regex', 'search', 'text', 'term', 'q'],
    ignoreCase: ['ignore_case', 'case_insensitive', 'caseInsensitive', 'insensitive'],
    glob: ['in', 'include', 'path', 'paths', 'file', 'files', 'filePattern', 'file_pattern', 'directory'],
    exclude: ['excludes', 'not', 'ignore', 'exclude_pattern', 'excludePattern'],
    context: ['contextLines', 'context_lines', 'around', '-C', 'C'],
    limit: ['max', 'maxResults', 'max_results', 'count'],
    literal: ['isLiteral', 'fixed', 'fixed_strings', 'plain'],
    words: ['word', 'wholeWord', 'whole_word', 'wholeWords', 'whole_words', 'word_regexp'],
  });
  for (const field of ['glob', 'exclude']) {
    const value = given[field];
    if (Array.isArray(value)) given[field] = value.length > 1 ? `{${value.join(',')}}` : value[0];
  }
  if (typeof given.regex === 'boolean') {
    given.literal ??= !given.regex;
    delete given.regex;
  }
  for (const flag of ['literal', 'words', 'ignoreCase'])
    if (given[flag] !== undefined) given[flag] = asBoolean(given[flag]);
  if (given.limit !== undefined) given.limit = asNumber(given.limit, 1, 500);
  if (given.context !== undefined) given.context = asNumber(given.context, 0, 10);
  return given;
}

/** A folder as a glob for everything in it, a file as itself, even where its name looks like a glob. */
async function asGlob(files: FilesPort, given: string | undefined): Promise<string | undefined> {
  if (given === undefined) return undefined;
  const path = tidyPath(given).replace(/\/$/, '');
  if (path === '' || path === '.') return undefined;
  const kind = await kindOf(files, path);
  if (kind === undefined) return path;
  const literal = path.replace(/[*?{}[\]()!]/g, '\\$&');
  if (kind === 'directory') return `${literal}/**`;
  // Without a slash a glob would find the name at any depth.
  return literal.includes('/') ? literal : `/${literal}`;
}

async function kindOf(files: FilesPort, path: string): Promise<'file' | 'directory' | undefined> {
  try {
    return await files.kind(path);
  } catch (error) {
    if (FluxError.is(error)) return undefined;
    throw error;
  }
}
