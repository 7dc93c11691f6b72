import type { AppliedChange } from '../contracts/files';
import type { ToolFacts } from '../contracts/tool';

/** What became of one file, for the model: `Edited src/a.ts: +3 −1 (lines 12-15, 40).` Ranges are one-based. */
export function describeWritten(change: AppliedChange, ranges: readonly { from: number; to: number }[] = []): string {
  const places = ranges.slice(0, 12).map(({ from, to }) => (to > from ? `${from}-${to}` : String(Math.max(1, from))));
  const where = change.created || places.length === 0 ? '' : ` (now ${ranges.length === 1 && places[0]?.includes('-') === false ? 'line' : 'lines'} ${places.join(', ')}${ranges.length > 12 ? ', …' : ''})`;
  const waits = change.saved ? '' : ' The person had unsaved text there, so it waits unsaved with theirs.';
  return `${change.created ? 'Created' : 'Edited'} ${change.path}: +${change.added} −${change.removed}${where}.${waits}`;
}

/** The facts of written files, by path. */
export function editFacts(changes: readonly AppliedChange[]): NonNullable<ToolFacts['edits']> {
  return Object.fromEntries(changes.map(({ path, added, removed, saved, created }) => [path, { added, removed, saved, created }]));
}
