import type { OutlineEntry } from '../../outlines/outlineEntry';
import { stem, type Terms } from './terms';

/** An outline's entry and how telling it is for a goal; 0: not at all. */
export interface ScoredEntry<T> {
  readonly owner: T;
  readonly entry: OutlineEntry;
  readonly score: number;
  /** Whether the goal names it outright. */
  readonly named: boolean;
}

/**
 * Scores entries by the goal's words in their names (`_parseOptionsEnv` holds parse, options and env). A word counts
 * the more the fewer entries hold it, so that a word which is everywhere in a project says nothing.
 */
export function scoreEntries<T>(
  outlines: readonly { owner: T; entries: readonly OutlineEntry[] }[],
  terms: Terms,
): ScoredEntry<T>[] {
  const names = new Set(
    terms.names.flatMap((name) => [name.toLowerCase(), name.toLowerCase().split('.').at(-1) ?? '']),
  );
  const stems = [...new Set([...terms.names.flatMap(wordsOf), ...terms.words].map(stem))].filter(
    (word) => word.length >= 3,
  );
  const all = outlines.flatMap(({ owner, entries }) =>
    entries.map((entry) => {
      const words = wordsOf(entry.name);
      return {
        owner,
        entry,
        held: stems.filter((wanted) =>
          words.some((word) => word.startsWith(wanted) || (word.length >= 4 && wanted.startsWith(word))),
        ),
      };
    }),
  );
  const counts = new Map<string, number>();
  for (const { held } of all) for (const word of held) counts.set(word, (counts.get(word) ?? 0) + 1);
  return all.map(({ owner, entry, held }) => {
    const own = entry.name.toLowerCase().split('.').at(-1) ?? '';
    const named = names.has(entry.name.toLowerCase()) || names.has(own);
    return {
      owner,
      entry,
      named,
      score: held.reduce((sum, word) => sum + 1 / (counts.get(word) ?? 1), 0) + (named ? 0.5 : 0),
    };
  });
}

/** `_parseOptionsEnv` → parse, options, env. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= 2);
}
