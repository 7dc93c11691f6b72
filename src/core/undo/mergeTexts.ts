import { applyChanges, changesBetween, linesOf, mergeChanges, wholeChange, type LineChange } from '../../base/lines';

/**
 * The three texts of a merge: what both started from, what one made of it, and what the other did. Line endings `\n`.
 */
export interface MergedTexts {
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

/**
 * Beyond that many edits, finding the fewest takes too long; all between what both have in common counts as one then.
 */
const maxEdits = 2000;

/**
 * Both changes in one text; undefined where they concern the same lines and differ. Lines next to each other are not
 * the same lines. Every line that `mine` added is in the result.
 */
export function mergeTexts({ base, mine, theirs }: MergedTexts): string | undefined {
  if (theirs === base || mine === theirs) return mine;
  if (mine === base) return theirs;
  // A last line without an ending is the same line as one with: the ending is merged for itself.
  const lines = linesOf(ended(base));
  const [own, other] = [changesFrom(lines, linesOf(ended(mine))), changesFrom(lines, linesOf(ended(theirs)))];
  const changes = mergeChanges(lines, own, other, covers);
  if (!changes) return undefined;
  const merged = applyChanges(lines, changes).join('');
  const wanted = isEnded(mine) === isEnded(base) ? isEnded(theirs) : isEnded(mine);
  return wanted ? merged : merged.replace(/\n$/, '');
}

function isEnded(text: string): boolean {
  return text === '' || text.endsWith('\n');
}

function ended(text: string): string {
  return isEnded(text) ? text : `${text}\n`;
}

/** Whether my change is theirs too, with lines of its own right before or after. */
function covers(mine: LineChange, theirs: LineChange): boolean {
  if (theirs.added.length === 0) return false;
  const standsAt = (offset: number): boolean =>
    offset >= 0 && theirs.added.every((line, index) => line === mine.added[offset + index]);
  return standsAt(0) || standsAt(mine.added.length - theirs.added.length);
}

/**
 * The changes between the lines that both texts begin and end with: where several readings are as short, one of these.
 */
function changesFrom(before: readonly string[], after: readonly string[]): LineChange[] {
  const { at, removed, added } = wholeChange(before, after);
  const old = before.slice(at, at + removed);
  const changes = changesBetween(old, added, { maxEdits }) ?? [{ at: 0, removed, added }];
  return changes.flatMap((change) => byLine({ ...change, at: at + change.at }));
}

/** As many lines for as many lines: each counts for itself, so that what both did alike is found. */
function byLine(change: LineChange): LineChange[] {
  const { at, removed, added } = change;
  if (added.length !== removed || removed < 2) return [change];
  return added.map((line, index) => ({ at: at + index, removed: 1, added: [line] }));
}
