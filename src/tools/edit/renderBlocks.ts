import { writePathLine } from './pathLine';

/** Lines of a text given as one string; a final newline does not make another line. */
function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

/** Writes one edit as a SEARCH/REPLACE block, with markers of a length that no line of its content has. */
export function renderBlock(search: string, replace: string, path?: string): string {
  const body = [...linesOf(search), ...linesOf(replace)];
  const taken = new Set(body.map((line) => /^\s*([<>=+-])\1{4,8}(?!\1)/.exec(line)?.[0].trim().length));
  const length = [7, 8, 9, 6, 5].find((each) => !taken.has(each)) ?? 7;
  const mark = (sign: string): string => sign.repeat(length);
  const lines = [`${mark('<')} SEARCH`, ...linesOf(search), mark('='), ...linesOf(replace), `${mark('>')} REPLACE`];
  return (path ? [writePathLine(path), ...lines] : lines).join('\n');
}
