/** The lines of a hunk while it is read. */
export interface Hunk {
  readonly search: string[];
  readonly replace: string[];
  /** How many lines at the end were empty, without the blank that a kept line begins with. */
  emptyAtEnd: number;
}

export function createHunk(): Hunk {
  return { search: [], replace: [], emptyAtEnd: 0 };
}

/** Takes a line into a hunk: `-` removed, `+` added, a blank or nothing kept. False when it is none of these. */
export function takeLine(hunk: Hunk, line: string): boolean {
  const isEmpty = line === '';
  if (line.startsWith('+')) hunk.replace.push(line.slice(1));
  else if (line.startsWith('-')) hunk.search.push(line.slice(1));
  else if (line.startsWith(' ') || isEmpty) {
    hunk.search.push(line.slice(1));
    hunk.replace.push(line.slice(1));
  } else return false;
  hunk.emptyAtEnd = isEmpty ? hunk.emptyAtEnd + 1 : 0;
  return true;
}

/** The hunk's lines. An empty line after its last one belongs to the text around the patch. */
export function closeHunk({ search, replace, emptyAtEnd }: Hunk): { search: string[]; replace: string[] } {
  return { search: search.slice(0, search.length - emptyAtEnd), replace: replace.slice(0, replace.length - emptyAtEnd) };
}

/** Whether two lists hold the same lines. */
export function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, at) => line === b[at]);
}
