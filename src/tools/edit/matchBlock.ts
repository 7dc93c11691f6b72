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
export type BlockMatch =
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
export function matchBlock(text: TextLines, split: BlockSplit, block: EditBlock, reach: Reach): BlockMatch {
  const sought: Sought = { text, split, block, reach, explains: true };
  const place = climb(sought);
  if (!('problem' in place) || place.problem.reason !== 'no_match') return place;
  for (const { split: other, strict, atEnd } of reach === 'strict' ? [] : otherReadings(split, block)) {
    const found = climb({ ...sought, split: other, reach: strict ? 'strict' : reach, explains: false });
    const counts =
      'problem' in found
        ? !atEnd && found.problem.reason === 'ambiguous'
        : !atEnd || found.start + found.count === text.lines.length;
    if (counts) return found;
  }
  const isPiece = !place.unfit && goesNear(reach) && !split.kept && !block.anchors;
  return (isPiece ? placePiece(text, split, block.path) : undefined) ?? place;
}

/** A block that is looked for in a text, in one reading of its lines. */
interface Sought {
  readonly text: TextLines;
  readonly split: BlockSplit;
  readonly block: EditBlock;
  readonly reach: Reach;
  /** Whether a miss names the nearest text, which takes the longest. */
  readonly explains: boolean;
}

/** What a block's anchors come to. Neither: it has none. */
interface Anchored {
  readonly stretches?: Stretches;
  /** The anchor that names no line. */
  readonly unknown?: string;
}

function goesNear(reach: Reach): boolean {
  return reach === 'near' || reach === 'seen';
}

function climb(sought: Sought): BlockMatch {
  const { text, split, block, reach, explains } = sought;
  const blank = split.search.every((line) => line.trim() === '');
  const anchored = readAnchors(text, block);
  let elsewhere: readonly number[] = [];
  for (const rung of reach === 'strict' || blank ? rungs.slice(0, 2) : rungs) {
    const all = text.find(split.search, rung);
    const places = narrow(all, sought, anchored);
    if (places.length > 0) return placeAt(places, rung, sought, anchored);
    if (elsewhere.length === 0) elsewhere = all;
  }
  if (elsewhere.length > 0) return { problem: { reason: 'no_match', message: notUnderAnchors(elsewhere, block) } };
  const mayBeNear = goesNear(reach) && !blank && anchored.unknown === undefined;
  return (
    (mayBeNear ? nearPlace(sought, anchored) : undefined) ?? {
      problem: { reason: 'no_match', message: explains ? explainMiss(text, split, block.path) : '' },
    }
  );
}

function readAnchors({ lines }: TextLines, { anchors }: EditBlock): Anchored {
  const under = anchors && stretchesUnder(lines, anchors);
  if (!under) return {};
  return 'unknown' in under ? { unknown: under.unknown } : { stretches: under };
}

/** The place of a block that stands at `places`, if it is one and the new lines fit in there. */
function placeAt(places: readonly number[], rung: Rung, sought: Sought, { unknown }: Anchored): BlockMatch {
  const { text, split, block } = sought;
  const [start = 0] = places;
  if (places.length > 1) {
    const all = nameAll(places, sought, rung);
    const message = unknown === undefined ? all : `${all} ${unknownAnchor(unknown, block)}`;
    return { problem: { reason: 'ambiguous', message } };
  }
  if (unknown !== undefined)
    return {
      problem: {
        reason: 'no_match',
        message: `its lines stand in ${block.path} at ${nameLines(places)}, but ${unknownAnchor(unknown, block)}`,
      },
    };
  const fit = fitAt(start, sought);
  if (fit) return { start, count: split.search.length, ...fit };
  const why =
    'its lines are in the file, but indented so differently that the indentation of the new ones cannot be told.';
  return { problem: { reason: 'no_match', message: explainMiss(text, split, block.path, why) }, unfit: true };
}

/** The place where the block stands with slips of copying. */
function nearPlace(sought: Sought, anchored: Anchored): BlockMatch | undefined {
  const { text, split, block, reach } = sought;
  const near = narrow(nearPlaces(text, split, reach === 'seen'), sought, anchored);
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
  const fit = start === undefined ? undefined : fitAt(start, sought);
  return start !== undefined && fit ? { start, count: split.search.length, ...fit, near: true } : undefined;
}

function fitAt(start: number, { text, split }: Sought): Fitted | undefined {
  return fitReplacement(split, text.lines.slice(start, start + split.search.length), text.indent());
}

/** The places that are under the block's anchors, and at the end of the file, where the block says so. */
function narrow(places: readonly number[], { text, split, block }: Sought, { stretches }: Anchored): readonly number[] {
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

function notUnderAnchors(places: readonly number[], { path, anchors = [] }: EditBlock): string {
  const named = anchors.map((anchor) => `"@@ ${anchor}"`).join(' and ');
  return (
    `its lines stand in ${path} at ${nameLines(places)}, but not under ${named}. Correct the lines or what stands ` +
    'after @@.'
  );
}

function unknownAnchor(anchor: string, { path }: EditBlock): string {
  return `"@@ ${anchor}" names no line of ${path}. Write a line of the file after @@, or leave it empty.`;
}

function nameAll(places: readonly number[], { block }: Sought, rung: Rung): string {
  const how = forgiven[rung] === '' ? '' : ` (${forgiven[rung]})`;
  const more = block.anchors
    ? 'Add neighbouring lines, or another "@@" line above,'
    : 'Add neighbouring lines to SEARCH (and REPLACE)';
  return (
    `its SEARCH text stands ${places.length} times in ${block.path}${how}, at ${nameLines(places)}. ${more} ` +
    `until only one place fits.`
  );
}
