import { indentOf } from './lineKeys';

/** A stretch of lines, from the first index to before the last. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Where the places may be that stand under a patch's anchors (`@@ class A`, `@@ def f`; outermost first): from the
 * anchor's line to the end of what is indented below it, or to the end of what is around it when nothing is. Undefined
 * when an anchor is not in the text.
 */
export function stretchesUnder(lines: readonly string[], anchors: readonly string[]): Stretch[] | undefined {
  let stretches: Stretch[] = [{ from: 0, to: lines.length }];
  for (const anchor of anchors) {
    const wanted = anchor.trim();
    const isNamed = (test: (line: string) => boolean): Stretch[] => stretches.flatMap((around) => linesIn(lines, around, test).map((at) => ({ from: at, to: endBelow(lines, at, around.to) })));
    const exact = isNamed((line) => line === wanted);
    const named = exact.length > 0 || wanted.length < 4 ? exact : isNamed((line) => line.includes(wanted));
    if (named.length === 0) return undefined;
    stretches = named;
  }
  return stretches;
}

function linesIn(lines: readonly string[], { from, to }: Stretch, test: (trimmed: string) => boolean): number[] {
  const found: number[] = [];
  for (let at = from; at < to; at++) if (test((lines[at] ?? '').trim())) found.push(at);
  return found;
}

/** The end of what is indented deeper than a line, the line that closes it included. */
function endBelow(lines: readonly string[], line: number, most: number): number {
  const depth = indentOf(lines[line] ?? '').length;
  const isDeeper = (at: number): boolean => indentOf(lines[at] ?? '').length > depth;
  const next = (from: number): number => {
    let at = from;
    while (at < most && (lines[at] ?? '').trim() === '') at++;
    return at;
  };
  let at = next(line + 1);
  if (at >= most || !isDeeper(at)) return most;
  while (at < most) {
    if (!isDeeper(at)) {
      // `): void {`, `} else {`: what is below goes on.
      if (!/^(?:[)\]}]|end\b)/.test((lines[at] ?? '').trim())) return at;
      const after = next(at + 1);
      if (after >= most || !isDeeper(after)) return at + 1;
    }
    at = next(at + 1);
  }
  return most;
}
