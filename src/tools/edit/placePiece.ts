import { cutsWord } from './anchors';
import type { BlockSplit } from './editBlock';
import type { BlockMatch } from './matchBlock';
import { keptOf } from './fitReplacement';
import { indentOf } from './lineKeys';
import { nameLines } from './nameLines';
import type { TextLines } from './textLines';

/** Fewer signs say too little. */
const leastLength = 2;

/**
 * The place of a SEARCH that is a part of a line, or begins and ends within lines, exactly as it is written and only
 * once, widened to its lines; models that know `old_string` write such. Undefined where it is none, cuts a word, or its
 * new lines cannot be indented.
 */
export function placePiece(
  { lines }: TextLines,
  { search, replace }: BlockSplit,
  path: string,
): BlockMatch | undefined {
  const [first = '', last = ''] = [search[0], search.at(-1)];
  if (first.trim() === '' || last.trim() === '' || search.join('').trim().length < leastLength) return undefined;
  const hits = search.length === 1 ? withinLines(lines, first) : acrossLines(lines, search);
  const [hit, second] = hits;
  if (!hit) return undefined;
  const { start, column } = hit;
  if (second)
    return {
      problem: {
        reason: 'ambiguous',
        message:
          `its SEARCH text is no whole line of ${path}; as a part of lines it stands ${hits.length} times, at ` +
          `${nameLines([...new Set(hits.map((each) => each.start))])}. Copy the whole line, with neighbours ` +
          `where it is not the only one.`,
      },
    };
  const [present, lastLine] = [lines.slice(start, start + search.length), lines[start + search.length - 1] ?? ''];
  const end = search.length === 1 ? column + first.length : last.length;
  if (
    cutsWord(present[0] ?? '', column, search.length === 1 ? first.length : Infinity) ||
    cutsWord(lastLine, search.length === 1 ? column : 0, end - (search.length === 1 ? column : 0))
  )
    return undefined;
  const by = `${(present[0] ?? '').slice(0, column)}${replace.join('\n')}${lastLine.slice(end)}`.split('\n');
  const prefix = (present[0] ?? '').slice(0, column);
  const below = by.filter((line, at) => at > 0 && line.trim() !== '');
  // Only the indentation is missing: whether that of the new lines counts from the margin or from there, the searched
  // lines tell or nothing does.
  const copied = new Set(search.slice(1).map(indentOf));
  const isClear =
    prefix.trim() === ''
      ? below.every((line) => copied.has(indentOf(line)))
      : below.every((line) => line.startsWith(indentOf(prefix)));
  if (column > 0 && !isClear) return undefined;
  return { start, count: search.length, by, kept: keptOf(present, by) };
}

interface Hit {
  readonly start: number;
  readonly column: number;
}

function withinLines(lines: readonly string[], text: string): Hit[] {
  const hits: Hit[] = [];
  for (const [start, line] of lines.entries())
    for (let column = line.indexOf(text); column !== -1; column = line.indexOf(text, column + 1))
      hits.push({ start, column });
  return hits;
}

function acrossLines(lines: readonly string[], search: readonly string[]): Hit[] {
  const [first = '', last = ''] = [search[0], search.at(-1)];
  const hits: Hit[] = [];
  for (let start = 0; start + search.length <= lines.length; start++) {
    const line = lines[start] ?? '';
    if (!line.endsWith(first) || !(lines[start + search.length - 1] ?? '').startsWith(last)) continue;
    if (search.every((each, at) => at === 0 || at === search.length - 1 || each === lines[start + at]))
      hits.push({ start, column: line.length - first.length });
  }
  return hits;
}
