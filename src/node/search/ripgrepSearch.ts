import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FluxError } from '../../base/errors';
import type { SearchHit, SearchPort } from '../../contracts/ports';
import { exclusionMatcher, globMatcher, namesHidden, narrowingRules } from './pathGlob';
import { runRipgrep } from './ripgrep';
import { collectHits, shortLine } from './searchLine';

export interface RipgrepSearchOptions {
  readonly root: string;
  readonly rgPath: string;
}

/** Lists a folder's files, ignored and hidden ones left out, sorted by path. */
export interface ListFilesPort {
  listFiles(
    glob: string | undefined,
    limit: number,
    signal: AbortSignal,
  ): Promise<{ files: string[]; truncated: boolean }>;
}

/** Search and listing by ripgrep: ignored files are left out, and hidden ones that the glob does not name. */
export function createRipgrepSearch({ root, rgPath }: RipgrepSearchOptions): SearchPort & ListFilesPort {
  return {
    async search(request, signal) {
      const { pattern, literal, ignoreCase, words, glob, exclude, contextLines = 0, limit } = request;
      const collected = collectHits(request);
      const isWanted = globMatcher(glob);
      const isExcluded = exclusionMatcher(exclude);
      const onLine = createReader((path, hits) => !isWanted(path) || isExcluded(path) || collected.add(path, hits));
      const args = [
        '--json',
        // One more than are shown, so that it is known whether there are more.
        `--max-count=${limit + 1}`,
        '--crlf',
        ...(literal ? ['--fixed-strings'] : []),
        ...(ignoreCase ? ['--ignore-case'] : []),
        ...(words ? ['--word-regexp'] : []),
        ...(contextLines > 0 ? [`--context=${contextLines}`] : []),
        `--regexp=${pattern}`,
      ];
      const { exitCode, errors } = await narrowed(glob, (narrowing) =>
        runRipgrep({ rgPath, root, args: [...coverage(glob), ...narrowing, ...args, '--', './'], signal, onLine }),
      );
      const answer = collected.answer();
      if (exitCode === 2 && answer.hits.length === 0 && /regex|glob/.test(errors)) {
        throw new FluxError(
          'bad_pattern',
          `This is not a pattern that ripgrep understands: ` +
            `${errors.replace(/\s+/g, ' ').replace(/^rg: /, '').trim()}. Correct it, or search for the words ` +
            `literally.`,
        );
      }
      return answer;
    },
    async listFiles(glob, limit, signal) {
      const files: string[] = [];
      let truncated = false;
      const isWanted = globMatcher(glob);
      const onLine = (line: string) => {
        const path = toPath(line);
        if (!isWanted(path)) return true;
        if (files.length >= limit) truncated = true;
        else files.push(path);
        return !truncated;
      };
      await narrowed(glob, (narrowing) =>
        runRipgrep({
          rgPath,
          root,
          args: [...coverage(glob), ...narrowing, '--files', '--null', '--', './'],
          signal,
          separator: '\0',
          onLine,
        }),
      );
      return { files: files.sort(), truncated };
    },
  };
}

/**
 * Rules of .gitignore hold outside repositories too; the last globs win. Without a path ripgrep would read standard
 * input.
 */
function coverage(glob: string | undefined): string[] {
  return ['--no-require-git', ...(namesHidden(glob) ? ['--hidden', '--glob=!.git'] : []), '--glob=!node_modules'];
}

/**
 * Runs with the arguments that keep ripgrep to a glob's files. Not by `--glob`, which outweighs .gitignore: here a glob
 * narrows only, which the weakest of its ignore files does.
 */
async function narrowed<T>(glob: string | undefined, run: (args: readonly string[]) => Promise<T>): Promise<T> {
  const rules = glob ? narrowingRules(glob) : undefined;
  if (!rules) return run([]);
  const file = join(tmpdir(), `flux-search-${randomUUID()}`);
  await writeFile(file, rules.join('\n'), { mode: 0o600 });
  try {
    return await run([`--ignore-file=${file}`]);
  } finally {
    await rm(file, { force: true });
  }
}

/** Events of `rg --json`: https://docs.rs/grep-printer/latest/grep_printer/struct.JSON.html */
interface RgEvent {
  readonly type: string;
  readonly data: {
    readonly path?: RgText;
    readonly line_number?: number;
    readonly lines?: RgText;
    readonly submatches?: readonly { readonly start: number }[];
    readonly binary_offset?: number | null;
  };
}
/** Text that is no UTF-8 comes as base64. */
interface RgText {
  readonly text?: string;
  readonly bytes?: string;
}

/** Reads ripgrep's output. A file's hits are handed over at its end, when it is known not to be binary. */
function createReader(add: (path: string, hits: readonly SearchHit[]) => boolean): (line: string) => boolean {
  let hits: SearchHit[] = [];
  return (line) => {
    if (line.startsWith('{"type":"begin"')) hits = [];
    else if (line.startsWith('{"type":"match"') || line.startsWith('{"type":"context"'))
      hits.push(readHit(JSON.parse(line) as RgEvent));
    else if (line.startsWith('{"type":"end"'))
      return (
        hits[0] === undefined ||
        typeof (JSON.parse(line) as RgEvent).data.binary_offset === 'number' ||
        add(hits[0].path, hits)
      );
    return true;
  };
}

function readHit({ type, data }: RgEvent): SearchHit {
  const text = textOf(data.lines).replace(/\r?\n$/, '');
  const start =
    text.length > 500
      ? Buffer.from(text)
          .subarray(0, data.submatches?.[0]?.start ?? 0)
          .toString().length
      : 0;
  const hit = { path: toPath(textOf(data.path)), line: data.line_number ?? 1, text: shortLine(text, start) };
  return type === 'context' ? { ...hit, isContext: true } : hit;
}

function textOf(value: RgText | undefined): string {
  return value?.text ?? Buffer.from(value?.bytes ?? '', 'base64').toString('utf8');
}

function toPath(name: string): string {
  return (process.platform === 'win32' ? name.replaceAll('\\', '/') : name).replace(/^\.\//, '');
}
