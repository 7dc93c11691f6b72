/** Something that was found, and how well it fits: the higher the better, comparable within one list. */
export interface Scored {
  readonly id: number;
  readonly score: number;
}

/** By how much of itself a score grows at most where the meaning fits as well. */
const besides = 0.4;
/** What a place scores at most that only means the same, as a part of the best score. */
const alone = 0.2;

/**
 * Scores by words, best first, together with how near each place's meaning is, from 0 to 1. Meaning is a factor and no
 * list of equal rank: weak vectors then do little harm (`docs/figures.md` has what other ways of joining them came to).
 */
export function weighMeaning(byWords: readonly Scored[], nearness: ReadonlyMap<number, number>): Scored[] {
  const best = byWords[0]?.score ?? 1;
  const found = new Set(byWords.map(({ id }) => id));
  return [
    ...byWords.map(({ id, score }) => ({ id, score: score * (1 + besides * (nearness.get(id) ?? 0)) })),
    ...[...nearness].flatMap(([id, near]) => (found.has(id) || near <= 0 ? [] : [{ id, score: alone * best * near }])),
  ].sort((a, b) => b.score - a.score || a.id - b.id);
}
