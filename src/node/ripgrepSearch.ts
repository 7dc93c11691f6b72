import { FluxError } from '../base/errors';
import type { SearchHit, SearchPort } from '../contracts/ports';
import { globMatcher } from './pathGlob';
import { runRipgrep } from './ripgrep';
import { shortLine } from './searchLine';

export interface RipgrepSearchOptions {
  readonly root: string;
  readonly rgPath: string;
}

/** Search and listing by ripgrep: ignored and hidden files are left out. */
export function createRipgrepSearch({ root, rgPath }: RipgrepSearchOptions): SearchPort & ListFilesPort {
  const eachFile = (signal: AbortSignal, onFile: (path: string) => boolean) =>
    runRipgrep(rgPath, root, ['--files', ...coverage, '--', './'], signal, (line) => onFile(toPath(line)));

  return {
    async search({ pattern, literal, ignoreCase, glob, limit }, signal) {
      const hits: SearchHit[] = [];
      let truncated = false;
      // To ripgrep a glob outweighs .gitignore; here it narrows only.
      const covered = glob ? new Set<string>() : undefined;
      if (covered) await eachFile(signal, (path) => Boolean(covered.add(path)));
      const args = [
        '--json',
        '--max-filesize=5M',
        ...(glob ? [`--glob=${glob.replace(/^\.?\//, '')}`] : []),
        ...coverage,
        ...(literal ? ['--fixed-strings'] : []),
        ...(ignoreCase ? ['--ignore-case'] : []),
        `--regexp=${pattern}`,
        '--',
        // Without a path ripgrep would read standard input.
        './',
      ];
      const { exitCode, errors } = await runRipgrep(rgPath, root, args, signal, (line) => {
        const hit = readMatch(line);
        if (!hit || covered?.has(hit.path) === false) return true;
        if (hits.length >= limit) truncated = true;
        else hits.push(hit);
        return !truncated;
      });
      if (exitCode === 2 && hits.length === 0 && /regex|glob/.test(errors)) {
        throw new FluxError('bad_pattern', `This is not a pattern that ripgrep understands: ${errors.replace(/\s+/g, ' ').replace(/^rg: /, '').trim()}. Correct it, or search for the words literally.`);
      }
      // Files come from several threads in no order of their own.
      hits.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
      return { hits, truncated };
    },
    async listFiles(glob, limit, signal) {
      const files: string[] = [];
      let truncated = false;
      const wanted = globMatcher(glob);
      await eachFile(signal, (path) => {
        if (!wanted(path)) return true;
        if (files.length >= limit) truncated = true;
        else files.push(path);
        return !truncated;
      });
      return { files: files.sort(), truncated };
    },
  };
}

/** Lists a folder's files, ignored and hidden ones left out, sorted by path. */
export interface ListFilesPort {
  listFiles(glob: string | undefined, limit: number, signal: AbortSignal): Promise<{ files: string[]; truncated: boolean }>;
}

/** Rules of .gitignore hold outside repositories too; the last globs win. */
const coverage = ['--no-require-git', '--glob=!**/node_modules/**', '--glob=!**/.git/**'];

/** Events of `rg --json`: https://docs.rs/grep-printer/latest/grep_printer/struct.JSON.html */
interface MatchEvent {
  readonly type: string;
  readonly data: { readonly path?: RgText; readonly line_number?: number; readonly lines?: RgText; readonly submatches?: readonly { readonly start: number }[] };
}
/** Text that is no UTF-8 comes as base64. */
interface RgText {
  readonly text?: string;
  readonly bytes?: string;
}

function readMatch(line: string): SearchHit | undefined {
  if (!line.startsWith('{"type":"match"')) return undefined;
  const { data } = JSON.parse(line) as MatchEvent;
  const text = textOf(data.lines).replace(/\r?\n$/, '');
  return { path: toPath(textOf(data.path)), line: data.line_number ?? 1, text: shortLine(text, data.submatches?.[0]?.start ?? 0) };
}

function textOf(value: RgText | undefined): string {
  return value?.text ?? Buffer.from(value?.bytes ?? '', 'base64').toString('utf8');
}

function toPath(name: string): string {
  return name.replaceAll('\\', process.platform === 'win32' ? '/' : '\\').replace(/^\.\//, '');
}
