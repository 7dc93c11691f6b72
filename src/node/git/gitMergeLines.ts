import { diffArrays } from 'diff';

/** Some lines of the base (from, to, end excluded) and what stands in their place. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** How many lines may differ, and how long a comparison may take (in ms), before it is given up. */
const mostEdits = 5000;
const longestMs = 200;

/**
 * What both sides made of a text, line by line: all their changes, a change that both made taken once. Undefined where
 * they changed the same lines differently, or both put something into the same place, so that nobody can tell what is
 * meant. Changes in neighbouring lines are no conflict.
 */
export function mergeLines(base: string, mine: string, theirs: string): string | undefined {
  const lines = splitLines(base);
  const [ours, others] = [hunksOf(lines, splitLines(mine)), hunksOf(lines, splitLines(theirs))];
  if (!ours || !others) return undefined;
  const merged: string[] = [];
  let at = 0;
  for (const group of groupHunks(ours, others)) {
    const from = Math.min(...[...group.ours, ...group.others].map((hunk) => hunk.from));
    const to = Math.max(...[...group.ours, ...group.others].map((hunk) => hunk.to));
    const [left, right] = [applied(lines, group.ours, from, to), applied(lines, group.others, from, to)];
    if (group.ours.length > 0 && group.others.length > 0 && left.join('') !== right.join('')) return undefined;
    merged.push(...lines.slice(at, from), ...(group.ours.length > 0 ? left : right));
    at = to;
  }
  const result = [...merged, ...lines.slice(at)];
  // A line that lost its place at the end has no line break to end it.
  return result.slice(0, -1).some((line) => !line.endsWith('\n')) ? undefined : result.join('');
}

/** Lines with their breaks, so that a last one without a break differs from one with. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function hunksOf(base: readonly string[], changed: readonly string[]): Hunk[] | undefined {
  const parts = diffArrays([...base], [...changed], { maxEditLength: mostEdits, timeout: longestMs });
  if (!parts) return undefined;
  const hunks: Hunk[] = [];
  let at = 0;
  let open: { from: number; to: number; lines: string[] } | undefined;
  for (const { added, removed, value } of parts) {
    if (!added && !removed) {
      open = undefined;
      at += value.length;
      continue;
    }
    if (!open) hunks.push((open = { from: at, to: at, lines: [] }));
    if (added) open.lines.push(...value);
    else open.to = at += value.length;
  }
  return hunks;
}

/** Hunks of both sides, in order; those that meet in one group. */
function groupHunks(ours: readonly Hunk[], others: readonly Hunk[]): { ours: Hunk[]; others: Hunk[] }[] {
  const all = [
    ...ours.map((hunk) => ({ hunk, side: 'ours' as const })),
    ...others.map((hunk) => ({ hunk, side: 'others' as const })),
  ].sort((a, b) => a.hunk.from - b.hunk.from || a.hunk.to - b.hunk.to);
  const groups: { ours: Hunk[]; others: Hunk[]; all: Hunk[] }[] = [];
  for (const { hunk, side } of all) {
    const last = groups.at(-1);
    const group = last?.all.some((each) => meets(each, hunk)) ? last : { ours: [], others: [], all: [] };
    if (group !== last) groups.push(group);
    group[side].push(hunk);
    group.all.push(hunk);
  }
  return groups;
}

/** Whether two hunks (the first begins no later) share a line, or put something into the same place. */
function meets(first: Hunk, second: Hunk): boolean {
  return second.from < first.to || (first.from === second.from && first.to === second.to);
}

/** The lines of the base from one to another with a side's hunks in them. */
function applied(base: readonly string[], hunks: readonly Hunk[], from: number, to: number): string[] {
  const out: string[] = [];
  let at = from;
  for (const hunk of hunks) {
    out.push(...base.slice(at, hunk.from), ...hunk.lines);
    at = hunk.to;
  }
  return [...out, ...base.slice(at, to)];
}
