import { commonEnds } from '../../base/lines';
import { alignBetween, alignLines, type AlignedLine } from './alignLines';
import { carryOver } from './carryOver';
import type { BlockSplit } from './editBlock';
import { fitIndents, type IndentPair } from './indentation';
import { indentOf } from './lineKeys';

/**
 * What is written in the place of some lines, and for each of these which of the present ones it keeps as it is, by
 * index.
 */
export interface Fitted {
  readonly by: readonly string[];
  readonly kept: readonly (number | undefined)[];
}

/**
 * What to write in the place of the file's lines `present`, which a block's SEARCH matches loosely: lines that the
 * block keeps stay as the file has them, and so do the characters that it keeps of a line that it changes; new ones are
 * indented as they would be had the block been exact. `unit`: one level of the file's indentation. Undefined where that
 * cannot be told.
 */
export function fitReplacement(
  { search, replace, kept }: BlockSplit,
  present: readonly string[],
  unit: string | undefined,
): Fitted | undefined {
  if (search.every((line, at) => line === present[at]))
    return { by: [...replace], kept: kept ?? keptOf(search, replace) };
  const aligned = kept ? alignHunk(search, replace, present, kept) : alignLines(search, replace);
  if (!aligned || (!kept && isUnclear(search, present, aligned))) return undefined;
  const pairs = search.flatMap((line, at): IndentPair[] =>
    line.trim() === '' ? [] : [{ written: indentOf(line), present: indentOf(present[at] ?? '') }],
  );
  const wanted = aligned.filter((line) => !line.kept && line.text.trim() !== '').map(({ text }) => indentOf(text));
  const order = aligned.filter(({ text }) => text.trim() !== '').map(({ text }) => indentOf(text));
  const indents = fitIndents(pairs, wanted, unit, order);
  if (!indents) return undefined;
  const isShifted = pairs.some((pair) => pair.written !== pair.present);
  const own = ownTexts(search, present);
  const fit = ({ text, from, kept: isKept }: AlignedLine): string => {
    if (isKept && from !== undefined) return present[from] ?? '';
    if (text.trim() === '') return isShifted ? '' : text;
    const indent = indents.get(indentOf(text)) ?? '';
    if (from === undefined) return indent + (own.get(text.trim()) ?? text.trim()) + spaceAtEnd(text);
    const [theirs, before] = [present[from] ?? '', search[from] ?? ''];
    const end = spaceAtEnd(text) === spaceAtEnd(before) ? spaceAtEnd(theirs) : spaceAtEnd(text);
    return indent + carryOver(theirs.trim(), before.trim(), text.trim()) + end;
  };
  return { by: aligned.map(fit), kept: kept ?? aligned.map((line) => (line.kept ? line.from : undefined)) };
}

/**
 * A hunk's lines aligned: what it keeps is said; the rest as it keeps most. Of lines that are equal in the file too, it
 * may keep one as well as another: then a new line stands beside the removed one that it replaces, as in `+new`, `
 * same`, `-same`.
 */
function alignHunk(
  search: readonly string[],
  replace: readonly string[],
  present: readonly string[],
  kept: readonly (number | undefined)[],
): AlignedLine[] {
  const free = alignLines(search, replace);
  const agrees = free?.every((line, at) => {
    const from = kept[at];
    return from === undefined || (line.kept && line.from !== undefined && present[line.from] === present[from]);
  });
  return free && agrees ? free : alignBetween(search, replace, kept);
}

/** For each new line the index of the old one that it keeps. Lines between long changes are taken for new. */
export function keptOf(before: readonly string[], after: readonly string[]): (number | undefined)[] {
  const aligned = alignLines(before, after, 'equal lines');
  if (aligned) return aligned.map(({ from }) => from);
  const { head, tail } = commonEnds(before, after);
  return after.map((_, at) => {
    if (at < head) return at;
    return at >= after.length - tail ? at - after.length + before.length : undefined;
  });
}

/**
 * The file's own words for lines that the block moves: as it wrote them in SEARCH, but the file has them with other
 * signs.
 */
function ownTexts(search: readonly string[], present: readonly string[]): ReadonlyMap<string, string> {
  const own = new Map<string, string>();
  const unclear = new Set<string>();
  for (const [at, line] of search.entries()) {
    const [key, theirs] = [line.trim(), (present[at] ?? '').trim()];
    if ((own.get(key) ?? theirs) !== theirs) unclear.add(key);
    own.set(key, theirs);
  }
  for (const key of unclear) own.delete(key);
  return own;
}

/** Whether equal lines of the block come to different ends (kept, changed, gone), while the file's are not equal. */
function isUnclear(search: readonly string[], present: readonly string[], aligned: readonly AlignedLine[]): boolean {
  const ends = new Map(
    aligned.flatMap(({ from, kept }) => (from === undefined ? [] : [[from, kept ? 'kept' : 'changed'] as const])),
  );
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
