import { diffArrays } from 'diff';

/**
 * The three texts of a merge: what both started from, what one made of it, and what the other did. Line endings `\n`.
 */
export interface MergedTexts {
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

/** Lines from `at` up to, not including, `end` become `lines`. */
interface Change {
  readonly at: number;
  readonly end: number;
  readonly lines: readonly string[];
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
  const merged = mergeLines(ended(base), ended(mine), ended(theirs));
  if (merged === undefined) return undefined;
  const wanted = isEnded(mine) === isEnded(base) ? isEnded(theirs) : isEnded(mine);
  return wanted ? merged : merged.replace(/\n$/, '');
}

function isEnded(text: string): boolean {
  return text === '' || text.endsWith('\n');
}

function ended(text: string): string {
  return isEnded(text) ? text : `${text}\n`;
}

function mergeLines(base: string, mine: string, theirs: string): string | undefined {
  const lines = linesOf(base);
  const merged = mergeChanges(changesFrom(lines, linesOf(mine)), changesFrom(lines, linesOf(theirs)));
  if (!merged) return undefined;
  let done = 0;
  const out: string[] = [];
  for (const change of merged) {
    out.push(...lines.slice(done, change.at), ...change.lines);
    done = change.end;
  }
  return [...out, ...lines.slice(done)].join('');
}

/** Both lists as one, in order; undefined when they clash. */
function mergeChanges(mine: readonly Change[], theirs: readonly Change[]): Change[] | undefined {
  const merged: Change[] = [];
  let next = 0;
  for (const own of mine) {
    for (let other = theirs[next]; other && comesBefore(other, own); other = theirs[++next]) merged.push(other);
    const other = theirs[next];
    if (other && holds(own, other)) next++;
    else if (other && !comesBefore(own, other)) return undefined;
    merged.push(own);
  }
  return [...merged, ...theirs.slice(next)];
}

/** Whether one change ends where, or before, the other begins; two insertions at one place have no order. */
function comesBefore(one: Change, other: Change): boolean {
  return one.end <= other.at && !(one.at === one.end && other.at === other.end && one.at === other.at);
}

/** Whether a change is the other one too, with or without lines of its own right before or after. */
function holds(own: Change, other: Change): boolean {
  if (own.at !== other.at || own.end !== other.end || (other.lines.length === 0 && own.lines.length > 0)) return false;
  const startsAt = (offset: number) =>
    offset >= 0 && other.lines.every((line, index) => line === own.lines[offset + index]);
  return startsAt(0) || startsAt(own.lines.length - other.lines.length);
}

function changesFrom(before: readonly string[], after: readonly string[]): Change[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const oldPart = before.slice(head, before.length - tail);
  const newPart = after.slice(head, after.length - tail);
  const parts = diffArrays(oldPart, newPart, { maxEditLength: maxEdits });
  if (!parts) return [{ at: head, end: head + oldPart.length, lines: newPart }];
  const changes: Change[] = [];
  let at = head;
  let open: { at: number; end: number; lines: string[] } | undefined;
  for (const { added, removed, value } of parts) {
    if (!added && !removed) open = undefined;
    else {
      if (!open) changes.push((open = { at, end: at, lines: [] }));
      if (added) open.lines.push(...value);
      else open.end += value.length;
    }
    if (!added) at += value.length;
  }
  return changes.flatMap(byLine);
}

/** As many lines for as many lines: each counts for itself, so that what both did alike is found. */
function byLine(change: Change): Change[] {
  const { at, end, lines } = change;
  if (lines.length !== end - at || lines.length < 2) return [change];
  return lines.map((line, index) => ({ at: at + index, end: at + index + 1, lines: [line] }));
}

/** A text's lines, each with its `\n`. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n/g) ?? [];
}
