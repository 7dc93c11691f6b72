import { FluxError } from '../../base/errors';
import { filesOf, gitPath, takeHeaderLine, type DiffHeader } from './diffHeader';
import type { EditOrder } from './editBlock';
import { closeHunk, createHunk, sameLines, takeLine, type Hunk } from './hunkLines';

const range = /^@@+ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** A hunk, the line after it, and what it says of the newline at the file's end. */
interface ReadHunk {
  readonly lines: { readonly search: string[]; readonly replace: string[] };
  readonly next: number;
  readonly finalNewline?: boolean;
}

/** Whether a unified diff's file begins at a line. */
export function isDiffHead(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  return line.startsWith('diff --git ') || (line.startsWith('--- ') && (lines[at + 1]?.startsWith('+++ ') ?? false));
}

/**
 * Reads a unified diff: each hunk's kept and removed lines are searched for, its kept and added lines replace them. Line
 * numbers are not used, as models get them wrong. New, deleted and renamed files as git writes them; a hunk without a
 * header is of `defaultPath`. FluxError `bad_blocks`, `no_path`.
 */
export function parseDiff(lines: readonly string[], defaultPath?: string): EditOrder[] {
  const orders: EditOrder[] = [];
  let header: DiffHeader | undefined;
  let hunks: ReadHunk[] = [];
  const close = (): void => {
    if (header || hunks.length > 0) orders.push(...ordersOf(header ?? {}, hunks, orders.length + 1, defaultPath));
    [header, hunks] = [undefined, []];
  };
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    if (line.startsWith('diff --git ')) {
      close();
      header = { git: { path: gitPath(line) } };
    } else if (isDiffHead(lines, at)) {
      if (!header?.git || hunks.length > 0) close();
      header ??= {};
      takeHeaderLine(header, line);
      takeHeaderLine(header, lines[++at] ?? '');
    } else if (/^@@/.test(line)) {
      const hunk = readHunk(lines, at);
      hunks.push(hunk);
      at = hunk.next - 1;
    } else if (header && hunks.length === 0) takeHeaderLine(header, line);
    at++;
  }
  close();
  return orders;
}

/** Reads a hunk by the numbers of its first line; where these do not fit what follows, to the first line that is none of a hunk. */
function readHunk(lines: readonly string[], start: number): ReadHunk {
  const [, oldCount = '1', newCount = '1'] = range.exec(lines[start] ?? '') ?? [];
  const counted = range.test(lines[start] ?? '') ? readLines(lines, start + 1, { old: Number(oldCount), new: Number(newCount) }) : undefined;
  if (counted && counted.hunk.search.length === Number(oldCount) && counted.hunk.replace.length === Number(newCount) && !/^[-+ ]./.test(afterHunk(lines, counted.next))) {
    return { ...counted, lines: { search: counted.hunk.search, replace: counted.hunk.replace } };
  }
  const read = readLines(lines, start + 1);
  return { ...read, lines: closeHunk(read.hunk) };
}

/** The line after a hunk, as long as it is not the header of the next file. */
function afterHunk(lines: readonly string[], at: number): string {
  return isDiffHead(lines, at) ? '' : (lines[at] ?? '');
}

function readLines(lines: readonly string[], start: number, count?: { old: number; new: number }): { hunk: Hunk; next: number; finalNewline?: boolean } {
  const hunk = createHunk();
  const unended = { old: false, new: false };
  let last = '';
  let at = start;
  for (; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.startsWith('\\')) {
      if (last !== '+') unended.old = true;
      if (last !== '-') unended.new = true;
      continue;
    }
    if (count ? hunk.search.length >= count.old && hunk.replace.length >= count.new : isEnd(lines, at)) break;
    if (!takeLine(hunk, line)) break;
    last = line[0] ?? ' ';
  }
  return { hunk, next: at, ...(unended.old !== unended.new && { finalNewline: unended.old }) };
}

/** Where a hunk of unknown length ends. A removed `-- x` and an added `++ y` are a header only when a hunk follows them. */
function isEnd(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  return line.startsWith('@@') || line.startsWith('diff --git ') || (isDiffHead(lines, at) && /^@@|^\s*$/.test(lines[at + 2] ?? ''));
}

function ordersOf(header: DiffHeader, hunks: readonly ReadHunk[], first: number, defaultPath: string | undefined): EditOrder[] {
  const { from, to } = filesOf(header, defaultPath);
  const path = from ?? to;
  if (path === undefined) throw new FluxError('no_path', 'The diff names no file. Put "--- a/path" and "+++ b/path" before its first "@@".');
  const changes = hunks.filter(({ lines, finalNewline }) => finalNewline !== undefined || !sameLines(lines.search, lines.replace));
  const isNew = from === undefined;
  const orders = changes.map(({ lines, finalNewline }, at): EditOrder => {
    if (lines.search.length === 0 && !isNew) throw new FluxError('bad_blocks', `A hunk for ${path} only adds lines, and line numbers are not used. Repeat a neighbouring line in it that stays (a blank before it).`);
    return { kind: 'change', number: first + at, path, splits: [lines], ...(finalNewline !== undefined && { finalNewline }) };
  });
  const next = first + orders.length;
  if (isNew && orders.length === 0) orders.push({ kind: 'change', number: next, path, splits: [{ search: [], replace: [] }] });
  if (from !== undefined && to === undefined) orders.push({ kind: 'delete', number: next, path: from, ...(orders.length > 0 && { emptied: true }) });
  if (from !== undefined && to !== undefined && from !== to) orders.push({ kind: 'move', number: next, path: from, to });
  return orders;
}
