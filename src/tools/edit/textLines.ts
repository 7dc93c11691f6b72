import { guessIndent } from './indentation';
import { keyOf, type Rung } from './lineKeys';

/** A text's lines while blocks change them, with what they are compared by kept at hand. */
export interface TextLines {
  readonly lines: readonly string[];
  /** What each line is compared by. */
  keys(rung: Rung): readonly string[];
  /** Indexes at which the wanted lines stand in a row. */
  find(wanted: readonly string[], rung: Rung): number[];
  /** What the text is indented with by one level; undefined when nothing is. */
  indent(): string | undefined;
  replace(start: number, count: number, by: readonly string[]): void;
}

export function createTextLines(initial: readonly string[]): TextLines {
  let lines = initial;
  let indent: { unit: string | undefined } | undefined;
  const kept = new Map<Rung, readonly string[]>();
  const keys = (rung: Rung): readonly string[] => {
    if (rung === 'exact') return lines;
    const known = kept.get(rung);
    if (known) return known;
    const made = lines.map((line) => keyOf(line, rung));
    kept.set(rung, made);
    return made;
  };
  return {
    get lines() {
      return lines;
    },
    keys,
    find: (wanted, rung) => findRun(keys(rung), rung === 'exact' ? wanted : wanted.map((line) => keyOf(line, rung))),
    indent: () => (indent ??= { unit: guessIndent(lines) }).unit,
    replace(start, count, by) {
      const spliced = (all: readonly string[], part: readonly string[]): readonly string[] =>
        all.slice(0, start).concat(part, all.slice(start + count));
      for (const [rung, all] of kept)
        kept.set(
          rung,
          spliced(
            all,
            by.map((line) => keyOf(line, rung)),
          ),
        );
      lines = spliced(lines, by);
    },
  };
}

/** Where a run of texts stands within a longer one (Knuth, Morris, Pratt): no input makes it slow. */
function findRun(all: readonly string[], wanted: readonly string[]): number[] {
  const found: number[] = [];
  const length = wanted.length;
  if (length === 0) return found;
  const first = wanted[0];
  const fallback = fallbacksOf(wanted);
  for (let at = 0, matched = 0; at < all.length; at++) {
    const here = all[at];
    if (matched === 0) {
      if (here !== first) continue;
      matched = 1;
    } else {
      while (matched > 0 && here !== wanted[matched]) matched = fallback[matched - 1] ?? 0;
      if (here === wanted[matched]) matched++;
    }
    if (matched < length) continue;
    found.push(at - length + 1);
    matched = fallback[matched - 1] ?? 0;
  }
  return found;
}

/** For each start of the wanted run: how long the longest shorter start is that it ends with. */
function fallbacksOf(wanted: readonly string[]): number[] {
  const fallback = [0];
  for (let at = 1, matched = 0; at < wanted.length; at++) {
    while (matched > 0 && wanted[at] !== wanted[matched]) matched = fallback[matched - 1] ?? 0;
    if (wanted[at] === wanted[matched]) matched++;
    fallback.push(matched);
  }
  return fallback;
}
