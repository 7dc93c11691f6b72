import type { OutlineEntry } from './outlineEntry';

/**
 * An outline as text, a line for each entry: `12-40 export function validate(email): boolean`, indented by nesting.
 * When there are more entries than `maxLines`, those that `keep` matches stay with what holds them, then the outer and
 * larger ones; a last line says how many are left out.
 */
export function renderOutline(
  entries: readonly OutlineEntry[],
  options: { readonly maxLines: number; readonly keep?: RegExp },
): string {
  const sorted = [...entries].sort((a, b) => a.line - b.line || b.end - a.end);
  const parents: number[] = [];
  const open: number[] = [];
  for (const [at, entry] of sorted.entries()) {
    while (open.length > 0 && (sorted[open[open.length - 1] ?? 0]?.end ?? 0) < entry.end) open.pop();
    while (open.length > 0 && (sorted[open[open.length - 1] ?? 0]?.end ?? 0) < entry.line) open.pop();
    parents.push(open[open.length - 1] ?? -1);
    open.push(at);
  }
  const depthOf = (at: number): number => ((parents[at] ?? -1) < 0 ? 0 : 1 + depthOf(parents[at] ?? -1));
  const shown =
    sorted.length <= options.maxLines ? sorted.map((_, at) => at) : choose(sorted, parents, depthOf, options);
  const lines = shown.map((at) => {
    const { line, end, signature } = sorted[at]!;
    return `${'  '.repeat(Math.min(depthOf(at), 6))}${end > line ? `${line}-${end}` : line} ${signature}`;
  });
  if (shown.length < sorted.length) lines.push(`… ${sorted.length - shown.length} more entries left out`);
  return lines.join('\n');
}

function choose(
  sorted: readonly OutlineEntry[],
  parents: readonly number[],
  depthOf: (at: number) => number,
  { maxLines, keep }: { readonly maxLines: number; readonly keep?: RegExp },
): number[] {
  const chosen = new Set<number>();
  const add = (at: number): void => {
    const chain: number[] = [];
    for (let here = at; here >= 0 && !chosen.has(here); here = parents[here] ?? -1) chain.push(here);
    if (chosen.size + chain.length <= maxLines) for (const each of chain) chosen.add(each);
  };
  // A global or sticky pattern remembers where it stopped.
  const wanted = keep && new RegExp(keep.source, keep.flags.replace(/[gy]/g, ''));
  if (wanted) for (const [at, entry] of sorted.entries()) if (wanted.test(`${entry.name} ${entry.signature}`)) add(at);
  const small = (at: number): number => (sorted[at]?.kind === 'const' && sorted[at]?.line === sorted[at]?.end ? 1 : 0);
  const size = (at: number): number => (sorted[at]?.end ?? 0) - (sorted[at]?.line ?? 0);
  const rest = sorted.map((_, at) => at).filter((at) => !chosen.has(at));
  for (const at of rest.sort((a, b) => depthOf(a) - depthOf(b) || small(a) - small(b) || size(b) - size(a))) {
    if (chosen.size >= maxLines) break;
    add(at);
  }
  return [...chosen].sort((a, b) => a - b);
}
