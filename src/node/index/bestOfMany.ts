/** A chunk and how well it fits. */
export interface ScoredChunk {
  readonly id: number;
  readonly score: number;
}

/** So many ranges scores are sorted into, so that only those that may be among the best are compared. */
const ranges = 512;

/** The best of many by score, best first; the smaller id first where scores are the same. */
export function bestOfMany(ids: Uint32Array, scores: Float64Array, count: number): ScoredChunk[] {
  let most = 0;
  for (let at = 0; at < scores.length; at++) if (scores[at]! > most) most = scores[at]!;
  const scale = ranges / most;
  const held = new Uint32Array(ranges + 1);
  for (let at = 0; at < scores.length; at++) held[Math.floor(scores[at]! * scale)]!++;
  let lowest = ranges;
  for (let found = held[lowest]!; lowest > 0 && found < count; found += held[--lowest]!);
  const found: ScoredChunk[] = [];
  for (let at = 0; at < scores.length; at++)
    if (scores[at]! > 0 && scores[at]! * scale >= lowest) found.push({ id: ids[at]!, score: scores[at]! });
  return found.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, count);
}
