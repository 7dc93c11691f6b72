/** Indexes at which the wanted lines stand in a row. `loosely`: whitespace at line ends does not count. */
export function findLines(lines: readonly string[], wanted: readonly string[], loosely = false): number[] {
  if (wanted.length === 0) return [];
  const same = loosely ? (a: string, b: string): boolean => a === b || a.trimEnd() === b.trimEnd() : (a: string, b: string): boolean => a === b;
  const found: number[] = [];
  const first = wanted[0] ?? '';
  for (let start = 0; start + wanted.length <= lines.length; start++) {
    if (!same(lines[start] ?? '', first)) continue;
    let at = 1;
    while (at < wanted.length && same(lines[start + at] ?? '', wanted[at] ?? '')) at++;
    if (at === wanted.length) found.push(start);
  }
  return found;
}

/** Places of the wanted lines: exact ones if there are any, else those that differ only in whitespace at line ends. */
export function findLinesByLadder(lines: readonly string[], wanted: readonly string[]): number[] {
  const exact = findLines(lines, wanted);
  return exact.length > 0 ? exact : findLines(lines, wanted, true);
}
