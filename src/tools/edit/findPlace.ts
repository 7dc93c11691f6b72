import { plural } from '../../base/text';
import { stretchesUnder } from './anchors';
import type { BlockProblem, BlockSplit, EditBlock } from './editBlock';
import { explainMiss } from './explainMiss';
import { fitReplacement } from './fitReplacement';
import { forgiven, rungs, type Rung } from './lineKeys';
import { nearPlaces } from './nearMatch';
import type { TextLines } from './textLines';

/** Where a block goes and what it writes there, or why it cannot. `near`: the place was found in spite of slips. */
export type Place =
  | { readonly start: number; readonly count: number; readonly by: readonly string[]; readonly near?: boolean }
  | { readonly problem: Omit<BlockProblem, 'block'> };

/**
 * How far the ladder goes. `strict`: whitespace at line ends; `loose`: no slips of copying; `near`: slips in blanks and
 * signs; `seen`: slips in words too, for a model that was shown this very text.
 */
export type Reach = 'strict' | 'loose' | 'near' | 'seen';

/**
 * Finds the one place of a block, from strict to loose: exact; whitespace at line ends aside; indentation aside; kinds of
 * quotes, dashes and spaces aside; with slips of copying (`nearPlaces`). The first rung that finds anything decides: two
 * places are refused, never guessed between.
 */
export function findPlace(text: TextLines, split: BlockSplit, block: EditBlock, reach: Reach): Place {
  const blank = split.search.every((line) => line.trim() === '');
  const usable = reach === 'strict' || blank ? rungs.slice(0, 2) : rungs;
  const stretches = block.anchors && stretchesUnder(text.lines, block.anchors);
  let elsewhere: readonly number[] = [];
  for (const rung of usable) {
    const all = text.find(split.search, rung);
    const places = narrow(all, text, split, block, stretches);
    if (places.length > 1) return { problem: { reason: 'ambiguous', message: nameAll(places, split, block, rung) } };
    const [start] = places;
    if (start === undefined) {
      if (elsewhere.length === 0) elsewhere = all;
      continue;
    }
    const by = fitReplacement(split, text.lines.slice(start, start + split.search.length), text.indent());
    if (by) return { start, count: split.search.length, by };
    return { problem: { reason: 'no_match', message: explainMiss(text, split, block.path, 'its lines are in the file, but indented so differently that the indentation of the new ones cannot be told.') } };
  }
  if (elsewhere.length > 0) {
    return { problem: { reason: 'no_match', message: `its lines stand in ${block.path} at ${nameLines(elsewhere)}, but not under ${(block.anchors ?? []).map((anchor) => `"@@ ${anchor}"`).join(' and ')}. Correct the lines or what stands after @@.` } };
  }
  const near = (reach === 'near' || reach === 'seen') && !blank ? narrow(nearPlaces(text, split, reach === 'seen'), text, split, block, stretches) : [];
  if (near.length > 1) return { problem: { reason: 'ambiguous', message: `its SEARCH text is not in ${block.path} as it was written, and ${plural(near.length, 'place')} are like it, at ${nameLines(near)}. Copy the present lines exactly.` } };
  const [start] = near;
  const by = start === undefined ? undefined : fitReplacement(split, text.lines.slice(start, start + split.search.length), text.indent());
  if (start !== undefined && by) return { start, count: split.search.length, by, near: true };
  return { problem: { reason: 'no_match', message: explainMiss(text, split, block.path) } };
}

/** The places that are under the block's anchors, where these are in the text, and at the end of the file, where the block says so. */
function narrow(places: readonly number[], text: TextLines, split: BlockSplit, block: EditBlock, stretches: ReturnType<typeof stretchesUnder>): readonly number[] {
  const under = stretches ? places.filter((place) => stretches.some(({ from, to }) => from <= place && place < to)) : places;
  if (!block.atEnd || under.length < 2) return under;
  const last = under.filter((place) => text.lines.slice(place + split.search.length).every((line) => line.trim() === ''));
  return last.length === 1 ? last : under;
}

function nameAll(places: readonly number[], split: BlockSplit, block: EditBlock, rung: Rung): string {
  const how = forgiven[rung] === '' ? '' : ` (${forgiven[rung]})`;
  const more = block.anchors ? 'Add neighbouring lines, or another "@@" line above,' : 'Add neighbouring lines to SEARCH (and REPLACE)';
  return `its SEARCH text stands ${places.length} times in ${block.path}${how}, at ${nameLines(places)}. ${more} until only one place fits.`;
}

function nameLines(places: readonly number[]): string {
  const named = places.slice(0, 20).map((place) => place + 1);
  const more = places.length > named.length ? ` and ${places.length - named.length} more` : '';
  return `${places.length === 1 ? 'line' : 'lines'} ${named.join(', ')}${more}`;
}
