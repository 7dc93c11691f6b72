import { diffArrays } from 'diff';

/** A run of lines in which a new text differs from an old one. */
export interface LineChange {
  /** Index of the first old line, from 0. */
  readonly at: number;
  /** How many old lines it takes. */
  readonly removed: number;
  /** What it puts there. */
  readonly added: readonly string[];
}

/** When a comparison is given up: beyond so many edits, or after so long (in ms). */
export interface CompareLimits {
  readonly maxEdits: number;
  readonly timeoutMs?: number;
}

/** A text's lines, each with its `\n`; the last may have none. The empty text has no lines. */
export function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** How much two lists begin with alike, and how much of what remains they end with alike. */
export function commonEnds(a: readonly string[], b: readonly string[]): { head: number; tail: number } {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return { head, tail };
}

/**
 * The same of two texts, in code units. Apart from `commonEnds`, because matching edits compares lines by the hundred
 * thousand, and a loop that meets lists and texts alike is several times slower.
 */
export function commonTextEnds(a: string, b: string): { head: number; tail: number } {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a.charCodeAt(head) === b.charCodeAt(head)) head++;
  return { head, tail: commonTextEnd(a, b, shorter - head) };
}

/** With how many code units two texts end alike, of so many that may count. */
export function commonTextEnd(a: string, b: string, most: number): number {
  let tail = 0;
  while (tail < most && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail++;
  return tail;
}

/** The fewest changes that turn one text into the other, in order; undefined when the comparison was given up. */
export function changesBetween(
  before: readonly string[],
  after: readonly string[],
  { maxEdits, timeoutMs }: CompareLimits,
): LineChange[] | undefined {
  const parts = diffArrays([...before], [...after], {
    maxEditLength: maxEdits,
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
  });
  if (!parts) return undefined;
  const changes: LineChange[] = [];
  let at = 0;
  let open: { at: number; removed: number; added: string[] } | undefined;
  for (const { added, removed, value } of parts) {
    if (!added && !removed) {
      open = undefined;
      at += value.length;
      continue;
    }
    if (!open) changes.push((open = { at, removed: 0, added: [] }));
    if (added) for (const line of value) open.added.push(line);
    else {
      open.removed += value.length;
      at += value.length;
    }
  }
  return changes;
}

/** All between what two texts begin and end with alike, as one change. */
export function wholeChange(before: readonly string[], after: readonly string[]): LineChange {
  const { head, tail } = commonEnds(before, after);
  return { at: head, removed: before.length - head - tail, added: after.slice(head, after.length - tail) };
}

/** How many lines changes add and remove. */
export function countLines(changes: readonly LineChange[]): { added: number; removed: number } {
  return {
    added: changes.reduce((sum, { added }) => sum + added.length, 0),
    removed: changes.reduce((sum, { removed }) => sum + removed, 0),
  };
}

/** The lines after changes, which are in order and do not overlap. */
export function applyChanges(lines: readonly string[], changes: readonly LineChange[]): string[] {
  let done = 0;
  const parts: (readonly string[])[] = [];
  for (const { at, removed, added } of changes) {
    parts.push(lines.slice(done, at), added);
    done = at + removed;
  }
  return [...parts, lines.slice(done)].flat();
}

/**
 * Changes that two sides made to the same lines, as one list; a change that both made counts once. Undefined where both
 * changed the same lines differently, or put something into the same place, so that nobody can tell what is meant.
 * Changes of neighbouring lines are no conflict.
 * @param covers of two changes of exactly the same lines: whether mine has all of theirs in it, and so stands for both
 */
export function mergeChanges(
  base: readonly string[],
  mine: readonly LineChange[],
  theirs: readonly LineChange[],
  covers: (mine: LineChange, theirs: LineChange) => boolean = () => false,
): LineChange[] | undefined {
  const merged: LineChange[] = [];
  for (const group of groupChanges(mine, theirs)) {
    const [own, other] = [asOne(base, group, group.mine), asOne(base, group, group.theirs)];
    if (own && other && !isSame(own, other) && !(isOfSameLines(group) && covers(own, other))) return undefined;
    const taken = own ?? other;
    if (taken) merged.push(taken);
  }
  return merged;
}

function isSame(one: LineChange, other: LineChange): boolean {
  return one.added.length === other.added.length && one.added.every((line, at) => line === other.added[at]);
}

function isOfSameLines({ mine, theirs }: Group): boolean {
  const [own, other] = [mine[0], theirs[0]];
  return mine.length === 1 && theirs.length === 1 && own?.at === other?.at && own?.removed === other?.removed;
}

/** Changes of both sides that overlap one another, and the base's lines that they concern. */
interface Group {
  readonly at: number;
  end: number;
  readonly mine: LineChange[];
  readonly theirs: LineChange[];
}

function groupChanges(mine: readonly LineChange[], theirs: readonly LineChange[]): Group[] {
  const all = [
    ...mine.map((change) => ({ change, side: 'mine' as const })),
    ...theirs.map((change) => ({ change, side: 'theirs' as const })),
  ].sort((a, b) => a.change.at - b.change.at || a.change.removed - b.change.removed);
  const groups: Group[] = [];
  for (const { change, side } of all) {
    const { at, removed } = change;
    const last = groups.at(-1);
    // Two insertions at one place overlap as well: nothing tells which comes first.
    const overlaps = last && (at < last.end || (removed === 0 && at === last.at && last.at === last.end));
    const group = overlaps ? last : { at, end: at, mine: [], theirs: [] };
    if (!overlaps) groups.push(group);
    group[side].push(change);
    group.end = Math.max(group.end, at + removed);
  }
  return groups;
}

/** A side's changes in a group as one change of all its lines; undefined where it has none. */
function asOne(base: readonly string[], { at, end }: Group, changes: readonly LineChange[]): LineChange | undefined {
  if (changes.length === 0) return undefined;
  const moved = changes.map((change) => ({ ...change, at: change.at - at }));
  return { at, removed: end - at, added: applyChanges(base.slice(at, end), moved) };
}
