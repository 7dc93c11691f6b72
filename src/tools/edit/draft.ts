import { pattern } from '../../base/pattern';
import { wholeChange, type LineChange } from '../../base/lines';
import { firstChars } from '../../base/text';
import { joinLines, splitLines } from '../splitLines';
import type { BlockProblem, BlockSplit, EditBlock } from './editBlock';
import { nameRange } from './explainMiss';
import { matchBlock, type BlockMatch, type Reach } from './matchBlock';
import { withoutSecondDivider } from './secondDivider';
import { createTrace, type Overlap } from './trace';
import { createTextLines, type TextLines } from './textLines';

/** Changed lines in the new text, one-based and inclusive; `to` is `from - 1` where lines were only deleted. */
export interface ChangedRange {
  readonly from: number;
  readonly to: number;
}

/** A text after its blocks. */
export interface DraftOutcome {
  readonly text: string;
  readonly ranges: readonly ChangedRange[];
  /** What the model should know of how blocks were applied, a sentence each. */
  readonly notes: readonly string[];
}

/** One file's text while blocks are applied to it. */
export interface Draft {
  /** Whether there is a file now: there may be none yet. */
  readonly exists: boolean;
  /** Applies one block to what the ones before it left. Changes nothing when it does not apply. */
  apply(block: EditBlock, reach?: Reach): BlockProblem | undefined;
  outcome(): DraftOutcome;
  /** Runs of lines in which the text is another than at first. */
  changes(): LineChange[];
  /** Blocks that were meant for the same lines of the text as it was at first. */
  overlaps(): Overlap[];
  /** The blocks that have changed the lines which a block looks for, where these stood once in the text at first. */
  changersOf(
    block: EditBlock,
  ): { readonly numbers: readonly number[]; readonly from: number; readonly to: number } | undefined;
}

type Chosen = { readonly split: BlockSplit; readonly reach: Reach } | { readonly problem: Omit<BlockProblem, 'block'> };

/**
 * A draft applies blocks in their order, each to what the ones before it left. A SEARCH must stand in the text exactly
 * once, as whole lines, or once when compared more loosely (`matchBlock`). Anything else is a problem, never a guess.
 * `before` is undefined for a file that does not exist. The final newline stays as it was, unless a patch says.
 */
export function createDraft(before: string | undefined): Draft {
  const text = createTextLines(splitLines(before ?? ''));
  let finalNewline = before === undefined || before === '' || before.endsWith('\n');
  let exists = before !== undefined;
  let ranges: readonly ChangedRange[] = [];
  const notes: string[] = [];
  const initial = text.lines;
  const trace = createTrace(initial.length);
  return {
    get exists() {
      return exists;
    },
    apply(block, reach = 'near') {
      const found = placeOf({ text, exists, finalNewline }, block, reach);
      if ('problem' in found) return { block, ...found.problem };
      const { start, count, by, kept } = found;
      const reachesEnd = text.lines.slice(start + count).every((line) => line.trim() === '');
      const present = text.lines.slice(start, start + count);
      const changed = wholeChange(present, by);
      trace.add({ number: block.number, start, kept, by, present });
      text.replace(start, count, by);
      exists = true;
      if (block.finalNewline !== undefined && reachesEnd) finalNewline = block.finalNewline;
      ranges = shifted(ranges, { ...changed, at: start + changed.at });
      if (found.near)
        notes.push(
          `Block ${block.number} was not quite as the file is; it was applied at ` +
            `${nameRange(start, Math.max(1, by.length))}, where only slips of copying set it apart. Look whether ` +
            `that is what was meant.`,
        );
      return undefined;
    },
    outcome: () => ({
      text: joinLines(text.lines, finalNewline),
      ranges: [...ranges].sort((a, b) => a.from - b.from),
      notes: [...notes],
    }),
    changes: () => trace.changes(text.lines),
    overlaps: () => trace.overlaps(),
    changersOf(block) {
      const [split] = block.splits;
      if (!split || block.splits.length > 1 || split.search.every((line) => line.trim() === '')) return undefined;
      const [place, second] = createTextLines(initial).find(split.search, 'spaceAtEnd');
      if (place === undefined || second !== undefined) return undefined;
      const numbers = trace.changersOf(place, place + split.search.length);
      return numbers.length > 0 ? { numbers, from: place + 1, to: place + split.search.length } : undefined;
    },
  };
}

/** A file as the blocks before have left it. */
interface FileState {
  readonly text: TextLines;
  readonly exists: boolean;
  readonly finalNewline: boolean;
}

/** Where a block goes, and what it writes there. */
function placeOf({ text, exists, finalNewline }: FileState, block: EditBlock, most: Reach): BlockMatch {
  const chosen = chooseSplit(text, block, most);
  if ('problem' in chosen) return chosen;
  const { split, reach } = chosen;
  const { lines } = text;
  const elided = split.replace.find((line) => isElision(line) && !split.search.includes(line) && !lines.includes(line));
  if (elided !== undefined)
    return {
      problem: {
        reason: 'bad_blocks',
        message:
          `its new lines hold ${JSON.stringify(firstChars(elided.trim(), 100))}, which would be written as it ` +
          `stands. Write every line out, or change only the lines around it.`,
      },
    };
  if (split.search.length === 0) return placeOfNew(lines, exists, split, block);
  if (!exists)
    return {
      problem: {
        reason: 'not_found',
        message: `${block.path} does not exist. To create it leave SEARCH empty; else correct the path.`,
      },
    };
  const turnsNewline = block.finalNewline !== undefined && block.finalNewline !== finalNewline;
  if (
    !turnsNewline &&
    split.search.length === split.replace.length &&
    split.search.every((line, at) => line === split.replace[at])
  ) {
    return {
      problem: {
        reason: 'no_change',
        message: 'its SEARCH and REPLACE are the same. Leave it out, or write what shall be different.',
      },
    };
  }
  const place = matchBlock(text, split, block, reach);
  const changesNothing =
    !turnsNewline &&
    !('problem' in place) &&
    place.by.length === place.count &&
    place.by.every((line, at) => line === lines[place.start + at]);
  return changesNothing
    ? {
        problem: {
          reason: 'no_change',
          message:
            `it leaves ${block.path} as it is: what differs between its parts is in the file already. Leave it ` +
            `out, or copy the present lines exactly.`,
        },
      }
    : place;
}

/** An empty SEARCH makes a new file or fills an empty one; from a patch that says so, it appends. */
function placeOfNew(lines: readonly string[], exists: boolean, { replace }: BlockSplit, block: EditBlock): BlockMatch {
  const place = { start: lines.length, count: 0, by: replace, kept: replace.map(() => undefined) };
  if (lines.length > 0 && block.atEnd) return place;
  if (lines.length > 0)
    return {
      problem: {
        reason: 'exists',
        message:
          `its SEARCH is empty, which makes a new file, but ${block.path} exists and is not empty. Put the lines ` +
          `that the new ones go next to into SEARCH, and again into REPLACE.`,
      },
    };
  if (exists && replace.length === 0) return { problem: { reason: 'no_change', message: 'both its parts are empty.' } };
  return place;
}

const toldElision = pattern('i')`
  ^\W*(?:the )?(?:existing code|rest of (?:the|this) \w+|remaining code)\b.*(?:\.{3}|…|unchanged|(?:stays
  |remains) (?:the same|as it is))\W*$
`;

/** A line that stands for others: `// ... existing code ...`, `# … rest of the file unchanged`. */
export function isElision(line: string): boolean {
  if (line.length > 200) return false;
  const dotted = /^\W*(?:\.{3}|…)\s+\(?(?:the )?(?:existing|rest of|remaining|other|unchanged|same|previous)\s+\w/i;
  return dotted.test(line) || toldElision.test(line);
}

/**
 * Which of several possible dividers is the real one: the split with the longest SEARCH that stands in the file, unless
 * the next shorter one could be meant as well, or a longer one that was copied with a slip. Of a block with one split
 * the place may be found loosely.
 */
function chooseSplit(text: TextLines, block: EditBlock, reach: Reach): Chosen {
  const [first] = block.splits;
  const unclear = {
    problem: {
      reason: 'ambiguous' as const,
      message:
        'several of its lines could be the divider "=======". Use longer markers for this block: "<<<<<<<<< ' +
        'SEARCH", "=========", ">>>>>>>>> REPLACE" (9 characters).',
    },
  };
  const only = (split: BlockSplit, most: Reach): Chosen => {
    const clean = withoutSecondDivider(split, block, text.lines);
    return clean ? { split: clean, reach: most } : unclear;
  };
  if (block.splits.length === 1 && first) return only(first, reach);
  const fits = (split: BlockSplit): boolean =>
    split.search.length === 0 ? text.lines.length === 0 : text.find(split.search, 'spaceAtEnd').length > 0;
  const index = block.splits.findLastIndex(fits);
  const chosen = block.splits[index];
  const middle = block.splits[(block.splits.length - 1) / 2];
  if (!chosen) return middle ? { split: middle, reach: 'strict' } : unclear;
  const shorter = block.splits[index - 1];
  if (shorter && chosen.search.slice(shorter.search.length + 1).every((line) => line.trim() === '')) return unclear;
  const longer = block.splits[index + 1];
  if (longer && chosen.search.length > 0) {
    const dividerLine = longer.search[chosen.search.length] ?? '';
    const followed = text
      .find(chosen.search, 'spaceAtEnd')
      .some((place) => text.lines[place + chosen.search.length]?.trimEnd() === dividerLine.trimEnd());
    if (followed) return unclear;
  }
  return only(chosen, 'strict');
}

/** Ranges after another edit, with that edit's own. Ranges that it touches grow to hold both. */
function shifted(ranges: readonly ChangedRange[], { at, removed, added }: LineChange): ChangedRange[] {
  const by = added.length - removed;
  const oldEnd = at + removed;
  let own: ChangedRange = { from: at + 1, to: at + added.length };
  const others: ChangedRange[] = [];
  for (const { from, to } of ranges) {
    if (to <= at && from <= at) others.push({ from, to });
    else if (from > oldEnd) others.push({ from: from + by, to: to + by });
    else own = { from: Math.min(own.from, from), to: Math.max(own.to, to + by) };
  }
  return [...others, own];
}
