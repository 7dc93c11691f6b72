import { applyChanges, changesBetween, linesOf, mergeChanges } from '../../base/lines';

/** How many lines may differ, and how long a comparison may take, before it is given up. */
const limits = { maxEdits: 5000, timeoutMs: 200 };

/**
 * What both sides made of a text, line by line: all their changes, a change that both made taken once. Undefined where
 * these conflict (`mergeChanges`), or the texts differ too much to be compared. A last line without a break differs
 * from one with.
 */
export function mergeLines(base: string, mine: string, theirs: string): string | undefined {
  const lines = linesOf(base);
  const ours = changesBetween(lines, linesOf(mine), limits);
  const others = ours && changesBetween(lines, linesOf(theirs), limits);
  const changes = others && mergeChanges(lines, ours, others);
  if (!changes) return undefined;
  const merged = applyChanges(lines, changes);
  // A line that lost its place at the end has no line break to end it.
  return merged.slice(0, -1).some((line) => !line.endsWith('\n')) ? undefined : merged.join('');
}
