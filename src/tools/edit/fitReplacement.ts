import { alignLines, type AlignedLine } from './alignLines';
import { carryOver } from './carryOver';
import type { BlockSplit } from './editBlock';
import { fitIndents, type IndentPair } from './indentation';
import { indentOf } from './lineKeys';

/**
 * What to write in the place of the file's lines `present`, which a block's SEARCH matches loosely: lines that the block
 * keeps stay as the file has them, and so do the characters that it keeps of a line that it changes; new ones are
 * indented as they would be had the block been exact. `unit`: one level of the file's indentation. Undefined where that
 * cannot be told.
 */
export function fitReplacement({ search, replace }: BlockSplit, present: readonly string[], unit: string | undefined): string[] | undefined {
  if (search.every((line, at) => line === present[at])) return [...replace];
  const aligned = alignLines(search, replace);
  if (!aligned || isUnclear(search, present, aligned)) return undefined;
  const pairs = search.flatMap((line, at): IndentPair[] => (line.trim() === '' ? [] : [{ written: indentOf(line), present: indentOf(present[at] ?? '') }]));
  const wanted = aligned.filter(({ kept, text }) => !kept && text.trim() !== '').map(({ text }) => indentOf(text));
  const indents = fitIndents(pairs, wanted, unit);
  const isShifted = pairs.some((pair) => pair.written !== pair.present);
  return (
    indents &&
    aligned.map(({ text, from, kept }) => {
      if (kept && from !== undefined) return present[from] ?? '';
      if (text.trim() === '') return isShifted ? '' : text;
      const indent = indents.get(indentOf(text)) ?? '';
      if (from === undefined) return indent + text.trimStart();
      const [theirs, before] = [present[from] ?? '', search[from] ?? ''];
      const end = spaceAtEnd(text) === spaceAtEnd(before) ? spaceAtEnd(theirs) : spaceAtEnd(text);
      return indent + carryOver(theirs.trim(), before.trim(), text.trim()) + end;
    })
  );
}

/** Whether equal lines of the block come to different ends (kept, changed, gone), while the file's are not equal. */
function isUnclear(search: readonly string[], present: readonly string[], aligned: readonly AlignedLine[]): boolean {
  const ends = new Map(aligned.flatMap(({ from, kept }) => (from === undefined ? [] : [[from, kept ? 'kept' : 'changed'] as const])));
  const first = new Map<string, number>();
  const differ = new Set<string>();
  for (const [at, line] of search.entries()) {
    const known = first.get(line);
    if (known === undefined) first.set(line, at);
    else if (present[known] !== present[at]) differ.add(line);
  }
  return search.some((line, at) => differ.has(line) && ends.get(at) !== ends.get(first.get(line) ?? at));
}

function spaceAtEnd(line: string): string {
  return line.slice(line.trimEnd().length);
}
