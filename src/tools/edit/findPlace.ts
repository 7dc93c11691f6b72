import { plural } from '../../base/text';
import { stretchesUnder, type Stretch, type Stretches } from './anchors';
import type { BlockProblem, BlockSplit, EditBlock } from './editBlock';
import { explainMiss } from './explainMiss';
import { fitReplacement, type Fitted } from './fitReplacement';
import { forgiven, rungs, type Rung } from './lineKeys';
import { nameLines } from './nameLines';
import { nearPlaces } from './nearMatch';
import { otherReadings } from './otherReadings';
import { placePiece } from './placePiece';
import type { TextLines } from './textLines';

/** Where a block goes and what it writes there, or why it cannot. `near`: the place was found in spite of slips. */
export type Place =
  | (Fitted & { readonly start: number; readonly count: number; readonly near?: boolean })
  /** `unfit`: the lines are there, but it cannot be told how new ones are indented among them. */
  | { readonly problem: Omit<BlockProblem, 'block'>; readonly unfit?: boolean };

/**
 * How far the ladder goes. `strict`: whitespace at line ends; `loose`: no slips of copying; `near`: slips in blanks and
 * signs; `seen`: slips in words too, for a model that was shown this very text.
 */
export type Reach = 'strict' | 'loose' | 'near' | 'seen';

/**
 * Finds the one place of a block, from strict to loose: exact; whitespace at line ends aside; indentation aside; kinds
 * of quotes, dashes and spaces aside; with slips of copying (`nearPlaces`); in other readings of its lines
 * (`otherReadings`); as a part of a line (`placePiece`). The first that finds anything decides: two places are refused,
 * never guessed between.
 */
export function findPlace(text: TextLines, split: BlockSplit, block: EditBlock, reach: Reach): Place {
  const place = climb(text, split, block, reach);
  if (!('problem' in place) || place.problem.reason !== 'no_match') return place;
  for (const { split: other, strict, atEnd } of reach === 'strict' ? [] : otherReadings(split, block)) {
    const found = climb(text, other, block, strict ? 'strict' : reach, false);
    const counts =
      'problem' in found
        ? !atEnd && found.problem.reason === 'ambiguous'
        : !atEnd || found.start + found.count === text.lines.length;
    if (counts) return found;
  }
  const isPiece = !place.unfit && (reach === 'near' || reach === 'seen') && !split.kept && !block.anchors;
  return (isPiece ? placePiece(text, split, block.path) : undefined) ?? place;
}

/** `explains`: whether a miss is told with the nearest text, which takes the longest. */
function climb(text: TextLines, split: BlockSplit, block: EditBlock, reach: Reach, explains = true): Place {
  const blank = split.search.every((line) => line.trim() === '');
  const usable = reach === 'strict' || blank ? rungs.slice(0, 2) : rungs;
  const under = block.anchors && stretchesUnder(text.lines, block.anchors);
  const unknown = under && 'unknown' in under ? under.unknown : undefined;
  const stretches = under && 'unknown' in under ? undefined : under;
  const fitted = (start: number): Fitted | undefined =>
    fitReplacement(split, text.lines.slice(start, start + split.search.length), text.indent());
  let elsewhere: readonly number[] = [];
  for (const rung of usable) {
    const all = text.find(split.search, rung);
    const places = narrow(all, text, split, block, stretches);
    if (places.length > 1)
      return {
        problem: {
          reason: 'ambiguous',
          message: `${nameAll(places, split, block, rung)}${unknown === undefined ? '' : ` ${unknownAnchor(unknown, block)}`}`,
        },
      };
    const [start] = places;
    if (start === undefined) {
      if (elsewhere.length === 0) elsewhere = all;
      continue;
    }
    if (unknown !== undefined)
      return {
        problem: {
          reason: 'no_match',
          message: `its lines stand in ${block.path} at ${nameLines(places)}, but ${unknownAnchor(unknown, block)}`,
        },
      };
    const fit = fitted(start);
    if (fit) return { start, count: split.search.length, ...fit };
    return {
      problem: {
        reason: 'no_match',
        message: explainMiss(
          text,
          split,
          block.path,
          'its lines are in the file, but indented so differently that the indentation of the new ones cannot be told.',
        ),
      },
      unfit: true,
    };
  }
  if (elsewhere.length > 0) {
    return {
      problem: {
        reason: 'no_match',
        message:
          `its lines stand in ${block.path} at ${nameLines(elsewhere)}, but not under ` +
          `${(block.anchors ?? []).map((anchor) => `"@@ ${anchor}"`).join(' and ')}. Correct the lines or what ` +
          `stands after @@.`,
      },
    };
  }
  const near =
    (reach === 'near' || reach === 'seen') && !blank && unknown === undefined
      ? narrow(nearPlaces(text, split, reach === 'seen'), text, split, block, stretches)
      : [];
  if (near.length > 1)
    return {
      problem: {
        reason: 'ambiguous',
        message:
          `its SEARCH text is not in ${block.path} as it was written, and ${plural(near.length, 'place')} are ` +
          `like it, at ${nameLines(near)}. Copy the present lines exactly.`,
      },
    };
  const [start] = near;
  const fit = start === undefined ? undefined : fitted(start);
  if (start !== undefined && fit) return { start, count: split.search.length, ...fit, near: true };
  return { problem: { reason: 'no_match', message: explains ? explainMiss(text, split, block.path) : '' } };
}

/** The places that are under the block's anchors, and at the end of the file, where the block says so. */
function narrow(
  places: readonly number[],
  text: TextLines,
  split: BlockSplit,
  block: EditBlock,
  stretches: Stretches | undefined,
): readonly number[] {
  const within = (allowed: readonly Stretch[]): readonly number[] =>
    places.filter((place) => allowed.some(({ from, to }) => from <= place && place < to));
  const near = stretches ? within(stretches.near) : places;
  const under = stretches && near.length === 0 ? within(stretches.far) : near;
  if (!block.atEnd || under.length < 2) return under;
  const last = under.filter((place) =>
    text.lines.slice(place + split.search.length).every((line) => line.trim() === ''),
  );
  return last.length === 1 ? last : under;
}

function unknownAnchor(anchor: string, { path }: EditBlock): string {
  return `"@@ ${anchor}" names no line of ${path}. Write a line of the file after @@, or leave it empty.`;
}

function nameAll(places: readonly number[], split: BlockSplit, block: EditBlock, rung: Rung): string {
  const how = forgiven[rung] === '' ? '' : ` (${forgiven[rung]})`;
  const more = block.anchors
    ? 'Add neighbouring lines, or another "@@" line above,'
    : 'Add neighbouring lines to SEARCH (and REPLACE)';
  return (
    `its SEARCH text stands ${places.length} times in ${block.path}${how}, at ${nameLines(places)}. ${more} ` +
    `until only one place fits.`
  );
}
