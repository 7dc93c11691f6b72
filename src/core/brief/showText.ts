import type { FileText } from '../../contracts/files';
import { fenced } from '../../base/fenced';
import type { ShownRanges } from './shownRanges';

/** Lines `from`–`to` of a file under a heading that says which they are; noted as shown. */
// eslint-disable-next-line max-params -- a range of a file, where it is noted, and how much may be shown
export function showLines(file: FileText, from: number, to: number, shown: ShownRanges, maxChars: number): string {
  const lines = linesOf(file.text);
  const first = Math.min(Math.max(1, from), Math.max(1, lines.length));
  let last = Math.min(to, lines.length);
  let chars = 0;
  for (let line = first; line <= last; line++) {
    chars += (lines[line - 1]?.length ?? 0) + 1;
    if (chars > maxChars && line > first) {
      last = line - 1;
      break;
    }
  }
  const isFirst = shown.ranges().length === 0;
  shown.add(file.path, first, last, file.hash);
  const whole = first === 1 && last === lines.length;
  const cut = last < Math.min(to, lines.length) ? `; cut at line ${last}, read on from ${last + 1}` : '';
  const heading = whole
    ? `${file.path} (whole, ${lines.length} lines)`
    : `${file.path} lines ${first}-${last} of ${lines.length}${cut}`;
  const text = lines.slice(first - 1, last).map((line, index) => (shown.numbered ? `${first + index}| ${line}` : line));
  return `### ${heading}${shown.numbered && isFirst ? '; “12| ” is a line’s number' : ''}\n${fenced(text.join('\n'))}`;
}

/** A text's lines; a final newline does not make a last empty one. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines;
}
