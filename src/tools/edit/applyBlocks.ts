import { plural } from '../../base/text';
import { joinLines, numberLines, splitLines } from '../splitLines';
import { findLinesByLadder } from './findLines';
import { nearestText } from './nearestText';
import type { BlockSplit, EditBlock } from './editBlock';

/** Why a block cannot be applied, in words for the model. */
export interface BlockProblem {
  readonly block: EditBlock;
  readonly reason: 'no_match' | 'ambiguous' | 'no_change' | 'exists' | 'not_found';
  readonly message: string;
}

/** Changed lines in the new text, one-based and inclusive; `to` is `from - 1` where lines were only deleted. */
export interface ChangedRange {
  readonly from: number;
  readonly to: number;
}

/** A text after its blocks. Of no use when there are problems, except to check later blocks. */
export interface AppliedBlocks {
  readonly text: string;
  readonly ranges: readonly ChangedRange[];
  readonly problems: readonly BlockProblem[];
}

type Found = { readonly start: number; readonly split: BlockSplit } | { readonly problem: Omit<BlockProblem, 'block'> };

/**
 * Applies the blocks of one file in their order, each to what the ones before it left. A SEARCH must stand in the text
 * exactly once, as whole lines; failing that, once when whitespace at line ends is ignored. Anything else is a problem,
 * never a guess. `before` is undefined for a file that does not exist. The final newline stays as it was.
 */
export function applyBlocks(before: string | undefined, blocks: readonly EditBlock[]): AppliedBlocks {
  let lines = splitLines(before ?? '');
  const finalNewline = before === undefined || before === '' || before.endsWith('\n');
  let exists = before !== undefined;
  let ranges: ChangedRange[] = [];
  const problems: BlockProblem[] = [];
  for (const block of blocks) {
    const found = placeOf(lines, exists, block);
    if ('problem' in found) {
      problems.push({ block, ...found.problem });
      continue;
    }
    const { start, split } = found;
    lines = [...lines.slice(0, start), ...split.replace, ...lines.slice(start + split.search.length)];
    exists = true;
    ranges = shifted(ranges, start, split);
  }
  return { text: joinLines(lines, finalNewline), ranges: ranges.sort((a, b) => a.from - b.from), problems };
}

/** Where a block goes. */
function placeOf(lines: readonly string[], exists: boolean, block: EditBlock): Found {
  const choice = chooseSplit(lines, block);
  if ('problem' in choice) return choice;
  const { split } = choice;
  if (split.search.length === 0) {
    if (lines.length > 0) return { problem: { reason: 'exists', message: `its SEARCH is empty, which makes a new file, but ${block.path} exists and is not empty. Put the lines that the new ones go next to into SEARCH, and again into REPLACE.` } };
    if (exists && split.replace.length === 0) return { problem: { reason: 'no_change', message: 'both its parts are empty.' } };
    return { start: 0, split };
  }
  if (!exists) return { problem: { reason: 'not_found', message: `${block.path} does not exist. To create it leave SEARCH empty; else correct the path.` } };
  if (split.search.length === split.replace.length && split.search.every((line, at) => line === split.replace[at])) {
    return { problem: { reason: 'no_change', message: 'its SEARCH and REPLACE are the same. Leave it out, or write what shall be different.' } };
  }
  const places = findLinesByLadder(lines, split.search);
  if (places.length === 1) return { start: places[0] ?? 0, split };
  if (places.length > 1) {
    const named = places.slice(0, 20).map((place) => place + 1);
    const more = places.length > named.length ? ` and ${places.length - named.length} more` : '';
    return { problem: { reason: 'ambiguous', message: `its SEARCH text stands ${places.length} times in ${block.path}, at lines ${named.join(', ')}${more}. Add neighbouring lines to SEARCH (and REPLACE) until only one place fits.` } };
  }
  return { problem: { reason: 'no_match', message: explainMiss(lines, split, block.path) } };
}

/**
 * Which of several possible dividers is the real one: the split with the longest SEARCH that stands in the file, unless
 * the next shorter one could be meant as well, or a longer one that was copied with a slip.
 */
function chooseSplit(lines: readonly string[], block: EditBlock): { split: BlockSplit } | { problem: Omit<BlockProblem, 'block'> } {
  const [first] = block.splits;
  if (block.splits.length === 1 && first) return { split: first };
  const unclear = { problem: { reason: 'ambiguous' as const, message: 'several of its lines could be the divider "=======". Use longer markers for this block: "<<<<<<<<< SEARCH", "=========", ">>>>>>>>> REPLACE" (9 characters).' } };
  const fits = (split: BlockSplit): boolean => (split.search.length === 0 ? lines.length === 0 : findLinesByLadder(lines, split.search).length > 0);
  const index = block.splits.findLastIndex(fits);
  const chosen = block.splits[index];
  if (!chosen) return block.splits.length % 2 === 1 ? { split: block.splits[(block.splits.length - 1) / 2]! } : unclear;
  const shorter = block.splits[index - 1];
  if (shorter && chosen.search.slice(shorter.search.length + 1).every((line) => line.trim() === '')) return unclear;
  const longer = block.splits[index + 1];
  if (longer && chosen.search.length > 0) {
    const dividerLine = longer.search[chosen.search.length] ?? '';
    const followed = findLinesByLadder(lines, chosen.search).some((place) => lines[place + chosen.search.length]?.trimEnd() === dividerLine.trimEnd());
    if (followed) return unclear;
  }
  return { split: chosen };
}

/** What to say when SEARCH is nowhere: the nearest text with its line numbers, and what sets it apart. */
function explainMiss(lines: readonly string[], { search, replace }: BlockSplit, path: string): string {
  const parts = [`its SEARCH text is not in ${path} (${plural(lines.length, 'line')}).`];
  if (search.every((line) => line.trim() === '' || /^\s*\d+[|:]/.test(line))) parts.push('Leave line numbers out of SEARCH and REPLACE.');
  const already = replace.some((line) => line.trim() !== '') ? findLinesByLadder(lines, replace) : [];
  if (already.length === 1) parts.push(`The REPLACE text already stands at ${range(already[0]!, replace.length)}: if that is this edit, leave the block out.`);
  const near = nearestText(lines, search);
  if (!near) {
    parts.push('Nothing in the file is like it: check the path, or read the file again.');
    return parts.join(' ');
  }
  const from = near.differs && near.end - near.start > 20 ? Math.max(near.start, Math.min(near.differs.inFile - 5, near.end - 20)) : near.start;
  const shown = lines.slice(from, Math.min(near.end, from + 20));
  parts.push(`The nearest text is at ${range(near.start, near.end - near.start)}${shown.length < near.end - near.start ? ` (${range(from, shown.length)} shown)` : ''}:\n${numberLines(shown, from + 1, 300)}`);
  const wanted = near.differs && search[near.differs.inSearch];
  if (wanted !== undefined && near.differs) {
    const present = lines[near.differs.inFile];
    parts.push(`\nThe first difference is ${present === undefined ? 'past the end of the file' : `in line ${near.differs.inFile + 1}`}: SEARCH has ${JSON.stringify(wanted.slice(0, 200))}. Copy the present lines exactly, without their numbers.`);
  }
  return parts.join(' ').replace(/ \n/g, '\n');
}

function range(start: number, length: number): string {
  return length <= 1 ? `line ${start + 1}` : `lines ${start + 1}-${start + length}`;
}

/** Ranges after another edit, with that edit's own. Ranges that it touches grow to hold both. */
function shifted(ranges: readonly ChangedRange[], start: number, { search, replace }: BlockSplit): ChangedRange[] {
  const by = replace.length - search.length;
  const oldEnd = start + search.length;
  let own: ChangedRange = { from: start + 1, to: start + replace.length };
  const others: ChangedRange[] = [];
  for (const { from, to } of ranges) {
    if (to <= start && from <= start) others.push({ from, to });
    else if (from > oldEnd) others.push({ from: from + by, to: to + by });
    else own = { from: Math.min(own.from, from), to: Math.max(own.to, to + by) };
  }
  return [...others, own];
}
