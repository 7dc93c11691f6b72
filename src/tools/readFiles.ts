import * as z from 'zod';
import { FluxError, throwIfCancelled } from '../base/errors';
import { outlineOf, renderOutline } from '../base/outline';
import { plural } from '../base/text';
import type { FileText, FilesPort } from '../contracts/files';
import { acceptFields, asList, asNumber } from './acceptFields';
import { defineTool } from './defineTool';
import { nameSome, tidyPath, tidyPaths } from './paths';
import { refusalsAsResults, refuse } from './refusals';
import { numberLines, splitLines } from './splitLines';

const place = z.union([
  z.string(),
  z.object({ path: z.string().min(1), lines: z.array(z.number()).length(2).optional().describe('[from, to]') }),
]);
const input = z.object({
  paths: z.array(place).min(1).describe('Files or globs'),
  maxChars: z.number().min(500).optional().describe('Limit of the answer (default 40000)'),
});
type Input = z.infer<typeof input>;

/** A file to read, and which of its lines (one-based, inclusive). */
interface Wanted {
  readonly path: string;
  readonly lines?: readonly [number, number];
}

/** Files of more lines come as an outline unless lines are asked for. */
const wholeLines = 400;
const firstLines = 60;
const mostOutlineLines = 250;
const mostFiles = 40;
const defaultChars = 40_000;

/** `read_files`: numbered text of files. What cannot be read is said in words; it fails only when nothing could be. */
export function createReadFiles({ files }: { files: FilesPort }) {
  const names = ({ paths }: Partial<Input>): string[] => tidyPaths((paths ?? []).map((each) => wantedOf(each).path));
  return defineTool<Input>({
    name: 'read_files',
    title: 'Read files',
    description: `Text of files with line numbers. Files of more than ${wholeLines} lines come as an outline unless lines are given.`,
    input,
    effect: 'read',
    binding: 'json',
    accept: acceptPaths,
    writes: () => [],
    reads: names,
    locks: () => [],
    about: (given) => nameSome(names(given)),
    run: (given, { signal }) =>
      refusalsAsResults(async () => {
        const { wanted, notes } = await expand(files, given.paths.map(wantedOf), signal);
        const limit = given.maxChars ?? defaultChars;
        const parts: string[] = [];
        const unread: string[] = [];
        let used = 0;
        let read = 0;
        for (const each of wanted) {
          throwIfCancelled(signal);
          if (limit - used < 300) {
            unread.push(each.path);
            continue;
          }
          const part = await readOne(files, each, limit - used);
          if (part.ok) read++;
          parts.push(part.text);
          used += part.text.length;
        }
        if (unread.length > 0) notes.push(`The answer's limit of ${limit} characters is reached. Not shown: ${nameSome(unread, 20)}. Ask for them in another call, with lines.`);
        const message = [...parts, ...notes].join('\n\n');
        return read > 0 ? { status: 'done', message } : refuse('not_read', message);
      }),
  });
}

/** A path as given, with lines in any of the forms `{path, lines}`, `a.ts:3-9`, `a.ts#L3-L9`. */
function wantedOf(given: z.infer<typeof place>): Wanted {
  if (typeof given !== 'string') {
    const [from, to] = given.lines ?? [];
    return from === undefined || to === undefined ? { path: tidyPath(given.path) } : { path: tidyPath(given.path), lines: [Math.floor(from), Math.floor(to)] };
  }
  const ranged = /^(.+?)(?::|#L)(\d+)(?:-L?(\d+))?$/.exec(given.trim());
  if (!ranged) return { path: tidyPath(given) };
  const from = Number(ranged[2]);
  return { path: tidyPath(ranged[1] ?? ''), lines: [from, Number(ranged[3] ?? from)] };
}

/** Globs as the files that they find; other paths as they are. Notes say what a glob or a folder came to. */
async function expand(files: FilesPort, given: readonly Wanted[], signal: AbortSignal): Promise<{ wanted: Wanted[]; notes: string[] }> {
  const wanted: Wanted[] = [];
  const notes: string[] = [];
  const add = (each: Wanted): void => {
    if (!wanted.some((known) => known.path === each.path && String(known.lines) === String(each.lines))) wanted.push(each);
  };
  for (const each of given) {
    if (!/[*?{[]/.test(each.path) || (await isFile(files, each.path))) {
      add(each);
      continue;
    }
    const found = await files.list(each.path, mostFiles + 1, signal);
    if (found.length === 0) notes.push(`No file matches ${each.path} (ignored files are left out).`);
    if (found.length > mostFiles) notes.push(`${each.path} matches more than ${mostFiles} files; the first ${mostFiles} are taken. Name a narrower glob for the others.`);
    for (const path of found.slice(0, mostFiles)) add({ ...each, path });
  }
  return { wanted, notes };
}

async function isFile(files: FilesPort, path: string): Promise<boolean> {
  try {
    return (await files.kind(path)) === 'file';
  } catch (error) {
    if (FluxError.is(error)) return false;
    throw error;
  }
}

/** One file's part of the answer, at most about `room` characters; or why it cannot be read. */
async function readOne(files: FilesPort, { path, lines }: Wanted, room: number): Promise<{ ok: boolean; text: string }> {
  try {
    return { ok: true, text: show(await files.read(path), lines, room) };
  } catch (error) {
    if (!FluxError.is(error)) throw error;
    return { ok: false, text: `=== ${path} ===\n${error.message}${await hintFor(files, path, error.reason)}` };
  }
}

/** What else the path may have meant. */
async function hintFor(files: FilesPort, path: string, reason: string): Promise<string> {
  const quiet = new AbortController().signal;
  if (reason === 'is_directory') {
    const held = await files.list(`${path.replace(/\/$/, '')}/**`, 41, quiet);
    return held.length === 0 ? '' : ` It holds: ${nameSome(held, 40)}.`;
  }
  if (reason !== 'not_found') return '';
  const base = path.split('/').pop() ?? path;
  const alike = await files.list(`**/${base.replace(/[*?{}[\]()!]/g, '?')}`, 6, quiet);
  return alike.length === 0 ? '' : ` Is it ${alike.slice(0, 5).join(' or ')}?`;
}

function show(file: FileText, lines: readonly [number, number] | undefined, room: number): string {
  const all = splitLines(file.text);
  const count = plural(all.length, 'line');
  const unsaved = file.dirty ? ', unsaved changes included' : '';
  if (all.length === 0) return `=== ${file.path} (empty${unsaved}) ===`;
  if (!lines && (all.length > wholeLines || file.text.length > room)) {
    const outline = renderOutline(outlineOf(file.text, file.path), { maxLines: mostOutlineLines });
    const head = numbered(all, 1, Math.min(firstLines, all.length), Math.max(200, room - outline.length));
    const shownOutline = outline === '' ? '' : `\nOutline:\n${outline.length > room ? `${outline.slice(0, room)}\n… outline cut` : outline}`;
    return `=== ${file.path} (${count}${unsaved}; shown: ${outline === '' ? '' : 'outline and '}lines 1-${head.last}) ===\n${head.text}\n… ${plural(all.length - head.last, 'more line')}. To read on ask for {"path": ${JSON.stringify(file.path)}, "lines": [${head.last + 1}, …]}.${shownOutline}`;
  }
  const from = Math.max(1, Math.min(lines?.[0] ?? 1, lines?.[1] ?? 1));
  const to = Math.min(all.length, Math.max(lines?.[0] ?? 1, lines?.[1] ?? all.length));
  if (from > all.length) return `=== ${file.path} (${count}) ===\nLine ${from} is past the end: the file has ${count}.`;
  const part = numbered(all, from, to, room);
  const whole = from === 1 && part.last === all.length;
  const cut = part.last < to ? `\n… cut at line ${part.last}; ${plural(to - part.last, 'line')} of those asked for are not shown. Ask for lines [${part.last + 1}, ${to}].` : '';
  return `=== ${file.path} (${whole ? count : `lines ${from}-${part.last} of ${all.length}`}${unsaved}) ===\n${part.text}${cut}`;
}

/** Numbered lines, as many as the room has place for but at least one. */
function numbered(all: readonly string[], from: number, to: number, room: number): { text: string; last: number } {
  const shown: string[] = [];
  let used = 0;
  for (let line = from; line <= to; line++) {
    const text = numberLines([all[line - 1] ?? ''], line);
    if (shown.length > 0 && used + text.length > room) break;
    shown.push(text);
    used += text.length + 1;
  }
  return { text: shown.join('\n'), last: from + shown.length - 1 };
}

function acceptPaths(raw: Record<string, unknown>): Record<string, unknown> {
  const given = acceptFields(raw, { paths: ['path', 'files', 'file', 'file_path', 'filePath', 'glob', 'globs', 'read'], lines: ['range', 'line_range'], maxChars: ['max_chars', 'max_characters'] });
  const range = (value: Record<string, unknown>): unknown => {
    const start = value.start ?? value.from ?? value.start_line ?? value.startLine ?? value.offset;
    const end = value.end ?? value.to ?? value.end_line ?? value.endLine;
    const text = typeof value.lines === 'string' ? /^(\d+)(?:\s*[-–:]\s*(\d+))?$/.exec(value.lines.trim()) : undefined;
    if (text) return [Number(text[1]), Number(text[2] ?? text[1])];
    if (typeof value.lines === 'number') return [value.lines, value.lines];
    if (value.lines !== undefined) return value.lines;
    const count = typeof value.limit === 'number' ? value.limit : undefined;
    if (typeof start !== 'number') return count === undefined ? undefined : [1, count];
    return [Math.max(1, start), typeof end === 'number' ? end : start + (count ?? wholeLines) - 1];
  };
  const outer = range(given);
  const list = asList(given.paths);
  const paths = Array.isArray(list)
    ? list.map((each: unknown) => {
        if (typeof each === 'string') return outer ? { path: each, lines: outer } : each;
        if (typeof each !== 'object' || each === null) return each;
        const one = acceptFields(each as Record<string, unknown>, { path: ['file', 'file_path', 'filePath', 'read', 'name'], lines: ['range', 'line_range'] });
        const lines = range(one) ?? outer;
        return lines ? { path: one.path, lines } : { path: one.path };
      })
    : list;
  return { paths, ...(given.maxChars !== undefined && { maxChars: asNumber(given.maxChars, 500, 1_000_000) }) };
}
