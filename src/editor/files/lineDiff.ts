import { diffArrays } from 'diff';

/** A run of lines that differ. Lines keep their `\n`; the last of a text may have none. */
export interface Hunk {
  /** Index of the first old line, from 0. */
  readonly at: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Replaces the characters from `start` to `end` (offsets into the old text). */
export interface TextReplacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Beyond that many edits, finding the fewest takes too long. */
const maxEdits = 1000;

/** Every line ending as `\n`: the three that the editor knows. */
export function normaliseEol(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** A text's lines, each with its `\n`. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The runs of lines in which two texts differ, in order. Line endings must be `\n`. */
export function diffHunks(before: string, after: string): Hunk[] {
  const oldLines = linesOf(before);
  const newLines = linesOf(after);
  const parts = diffArrays(oldLines, newLines, { maxEditLength: maxEdits });
  if (!parts) return [middle(oldLines, newLines)];
  const hunks: Hunk[] = [];
  let at = 0;
  let open: { at: number; before: string[]; after: string[] } | undefined;
  for (const { added, removed, value } of parts) {
    if (!added && !removed) {
      open = undefined;
      at += value.length;
      continue;
    }
    if (!open) hunks.push((open = { at, before: [], after: [] }));
    (added ? open.after : open.before).push(...value);
    if (removed) at += value.length;
  }
  return hunks;
}

/** All between the lines that both texts begin and end with. */
function middle(before: readonly string[], after: readonly string[]): Hunk {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { at: start, before: before.slice(start, before.length - end), after: after.slice(start, after.length - end) };
}

/** How many lines a change adds and removes. */
export function countLines(hunks: readonly Hunk[]): { added: number; removed: number } {
  return {
    added: hunks.reduce((sum, { after }) => sum + after.length, 0),
    removed: hunks.reduce((sum, { before }) => sum + before.length, 0),
  };
}

/** The smallest replacements that turn one text into the other, so that cursors elsewhere stay where they are. */
export function replacements(before: string, after: string): TextReplacement[] {
  const starts = [0];
  for (const line of linesOf(before)) starts.push((starts.at(-1) ?? 0) + line.length);
  return diffHunks(before, after).map((hunk) => {
    const offset = starts[hunk.at] ?? before.length;
    const from = hunk.before.join('');
    const to = hunk.after.join('');
    const limit = Math.min(from.length, to.length);
    let head = 0;
    while (head < limit && from[head] === to[head]) head++;
    // The editor widens a range that begins or ends inside of a character of two code units.
    if (head > 0 && isHighSurrogate(from.charCodeAt(head - 1))) head--;
    let tail = 0;
    while (tail < limit - head && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++;
    if (tail > 0 && isLowSurrogate(from.charCodeAt(from.length - tail))) tail--;
    return { start: offset + head, end: offset + from.length - tail, text: to.slice(head, to.length - tail) };
  });
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code < 0xe000;
}
