import { changesBetween, commonTextEnd, commonTextEnds, linesOf, wholeChange, type LineChange } from '../../base/lines';

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

/** The runs of lines in which two texts differ, in order. Line endings must be `\n`. */
export function diffTexts(before: string, after: string): LineChange[] {
  const [oldLines, newLines] = [linesOf(before), linesOf(after)];
  return changesBetween(oldLines, newLines, { maxEdits }) ?? [wholeChange(oldLines, newLines)];
}

/** The smallest replacements that turn one text into the other, so that cursors elsewhere stay where they are. */
export function replacements(before: string, after: string): TextReplacement[] {
  const lines = linesOf(before);
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  return diffTexts(before, after).map(({ at, removed, added }) => {
    const offset = starts[at] ?? before.length;
    const from = lines.slice(at, at + removed).join('');
    const to = added.join('');
    let { head } = commonTextEnds(from, to);
    // The editor widens a range that begins or ends inside of a character of two code units.
    if (head > 0 && isHighSurrogate(from.charCodeAt(head - 1))) head--;
    let tail = commonTextEnd(from, to, Math.min(from.length, to.length) - head);
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
