import { FluxError } from '../../base/errors';
import { anchorOf } from './anchors';
import { readHunkLines, type HunkReading } from './hunkLines';

const range = /^@@+ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** A hunk, the line after it, and what it says of the newline at the file's end and of its place. */
export interface ReadHunk extends HunkReading {
  readonly next: number;
  readonly finalNewline?: boolean;
  /** What stands after an `@@` that has no line numbers. */
  readonly anchor?: string;
  /** With those of empty hunks before it, outermost first. */
  readonly anchors?: readonly string[];
}

/** Whether a unified diff's file begins at a line. */
export function isDiffHead(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  return line.startsWith('diff --git ') || (line.startsWith('--- ') && (lines[at + 1]?.startsWith('+++ ') ?? false));
}

/** How many lines a hunk says that it has, and how many are left of them. */
interface Counts {
  readonly old: number;
  readonly new: number;
}

/**
 * Reads the hunk whose `@@` stands at a line. Its lines count, not the numbers of its first line, which are often
 * wrong: these only tell a removed `-- x` from a header. FluxError `bad_blocks` where a text after the counted lines
 * could be more of the hunk as well as prose.
 */
export function readHunk(lines: readonly string[], start: number, fenced: boolean): ReadHunk {
  const head = lines[start] ?? '';
  const [isCounted, oldCount = '1', newCount = '1'] = range.exec(head) ?? [];
  const said = isCounted === undefined ? undefined : { old: Number(oldCount), new: Number(newCount) };
  const end = endOf(lines, start + 1, said);
  const body = lines.slice(start + 1, end);
  if (!fenced && said) requireOneEnd(body, said, start + 1);
  const changed = body.findLastIndex((line) => /^[-+]/.test(line));
  // What is written without a blank behind the last change is text around the diff.
  const own = body.slice(0, afterContext(body, changed + 1));
  const anchor = said === undefined ? anchorOf(head) : '';
  return { ...readHunkLines(own), next: end, ...newlineOf(own), ...(anchor !== '' && { anchor }) };
}

/** Where the lines end that a hunk can have: at the next hunk, header, closing fence or a mail's signature. */
function endOf(lines: readonly string[], start: number, said: Counts | undefined): number {
  let left = said;
  for (let at = start; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.startsWith('@@') || line.startsWith('diff --git ')) return at;
    if (isDiffHead(lines, at) && isHeader(lines, at, left)) return at;
    if (/^(?:`{3,}|~{3,})\s*$/.test(line) && !/^[-+]/.test(lines[at + 1] ?? '')) return at;
    if (line === '-- ' && /^\d+\.\d/.test(lines[at + 1] ?? '')) return at;
    if (left && !line.startsWith('\\'))
      left = { old: left.old - (line.startsWith('+') ? 0 : 1), new: left.new - (line.startsWith('-') ? 0 : 1) };
  }
  return lines.length;
}

/**
 * A removed `-- x` and an added `++ y` are a header when a hunk follows them, unless they are just what the hunk still
 * lacks.
 */
function isHeader(lines: readonly string[], at: number, left: Counts | undefined): boolean {
  const isNamed =
    /^--- (?:[a-z]\/|\/dev\/null)/.test(lines[at] ?? '') && /^\+\+\+ (?:[a-z]\/|\/dev\/null)/.test(lines[at + 1] ?? '');
  if (!isNamed && left && left.old >= 1 && left.new >= 1) {
    if (left.old === 1 && left.new === 1) return false;
    // More of the hunk stands between here and the next one.
    if (!/^@@/.test(lines[at + 2] ?? '')) return false;
  }
  return /^@@|^\s*$/.test(lines[at + 2] ?? '');
}

/**
 * Refuses a hunk that is complete by its numbers at an empty line, behind which a line stands that may be of a list in
 * the text around it.
 */
function requireOneEnd(body: readonly string[], said: Counts, first: number): void {
  let left = said;
  for (const [at, line] of body.entries()) {
    if (line === '' && left.old === 0 && left.new === 0) {
      if (/^[-+] \S/.test(body.slice(at).find((each) => each.trim() !== '') ?? ''))
        throw new FluxError(
          'bad_blocks',
          `The hunk at line ${first} of the answer is complete after ${at} lines by the numbers behind its ` +
            `"@@", but a list or more lines of it follow. Correct the numbers, begin empty kept lines with a ` +
            `blank, or put the diff into a fence.`,
        );
      return;
    }
    if (!line.startsWith('\\'))
      left = { old: left.old - (line.startsWith('+') ? 0 : 1), new: left.new - (line.startsWith('-') ? 0 : 1) };
  }
}

function afterContext(body: readonly string[], from: number): number {
  let at = from;
  while (at < body.length && /^(?:[ \\]|$)/.test(body[at] ?? '')) at++;
  return at;
}

/** What `\ No newline at end of file` behind an old or a new line says. */
function newlineOf(body: readonly string[]): { finalNewline?: boolean } {
  const unended = { old: false, new: false };
  for (const [at, line] of body.entries()) {
    if (!line.startsWith('\\')) continue;
    const last = body[at - 1] ?? '';
    if (!last.startsWith('+')) unended.old = true;
    if (!last.startsWith('-')) unended.new = true;
  }
  return unended.old === unended.new ? {} : { finalNewline: unended.old };
}
