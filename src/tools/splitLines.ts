import { firstChars } from '../base/text';

/** A text's lines without the empty one that a final newline leaves. The empty text has none. */
export function splitLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

/** The reverse of `splitLines`. */
export function joinLines(lines: readonly string[], finalNewline: boolean): string {
  return lines.length === 0 ? '' : lines.join('\n') + (finalNewline ? '\n' : '');
}

/** Lines with their numbers, `12| text`; overlong lines are cut. `first` is the number of the first line. */
export function numberLines(lines: readonly string[], first: number, maxWidth = 500): string {
  const cut = (line: string) =>
    line.length > maxWidth ? `${firstChars(line, maxWidth)}… (${line.length - maxWidth} characters cut)` : line;
  return lines.map((line, at) => `${first + at}| ${cut(line)}`).join('\n');
}
