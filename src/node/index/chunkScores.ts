import type { WeightedTerm } from '../../base/codeTerms';
import type { FieldCounts } from './postings';

/**
 * Weights of a chunk's fields and the shape of BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework,
 * 2009). Found on repositories that the figures in `docs/figures.md` leave out.
 */
const weightOf: FieldCounts = { path: 1, name: 0.5, head: 0.5, body: 1 };
const saturation = 1.2;
const lengthNorm = 0.3;
/** What a head repeats counts no more. */
const mostInField = 2;
/** How much a chunk gets of the best one of its file, of its neighbours and of the whole file. */
const fromFile = 0.1;
const fromNeighbour = 0.2;
const fromWholeFile = 0.15;
const fileSaturation = 6;
/** A term in a file's path counts as often as that in its text. */
const timesInPath = 6;
/** Terms of the best chunks that join the question (pseudo relevance feedback), and how much the first counts. */
const feedback = { terms: 10, weight: 0.25, gathered: 60, times: 3 } as const;
/** From so many chunks they come. */
export const feedbackChunks = 4;

/** How rare something is: the inverse document frequency of BM25. */
export function rarity(holding: number, all: number): number {
  return Math.log(1 + (all - holding + 0.5) / (holding + 0.5));
}

/** How often a term counts as standing in a chunk whose body has so many terms. */
export function frequencyOf(counts: FieldCounts, length: number, meanLength: number): number {
  return (
    (weightOf.body * counts.body) / (1 - lengthNorm + (lengthNorm * length) / meanLength) +
    weightOf.path * Math.min(counts.path, mostInField) +
    weightOf.name * Math.min(counts.name, mostInField) +
    weightOf.head * Math.min(counts.head, mostInField)
  );
}

/** What a term adds to the score of a chunk, for its weight and how rare it is: less than `mostValue`. */
export const mostValue = saturation + 1;
export function chunkValue(frequency: number): number {
  return saturated(frequency, saturation);
}

/** What a term adds to the score of a whole file, since what is asked about may stand in several of its chunks. */
export function fileValue(body: number, inPath: boolean, length: number, meanLength: number): number {
  const norm = 0.5 + (0.5 * length) / meanLength;
  return saturated(body / norm + (inPath ? timesInPath : 0), fileSaturation);
}

/** A chunk's score, from what it, the best one of its file, the better of its neighbours and the whole file have. */
export function finalScore(own: number, best: number, neighbour: number, whole: number): number {
  return own + fromFile * best + fromNeighbour * neighbour + fromWholeFile * whole;
}

/**
 * Terms that the best chunks hold beside those that are asked for, the most telling first.
 * @param best their terms, their score as a part of the best one's, and their length
 */
export function feedbackTerms(
  asked: { has(term: string): boolean },
  best: readonly { readonly terms: readonly string[]; readonly part: number; readonly length: number }[],
  raritiesOf: (terms: readonly string[]) => readonly number[],
): WeightedTerm[] {
  const gathered = new Map<string, number>();
  for (const { terms, part, length } of best) {
    const times = new Map<string, number>();
    for (const term of terms) times.set(term, (times.get(term) ?? 0) + 1);
    for (const [term, often] of times) {
      if (asked.has(term) || term.length < 3) continue;
      const value = (part * Math.min(feedback.times, often)) / Math.sqrt(Math.max(1, length));
      gathered.set(term, (gathered.get(term) ?? 0) + value);
    }
  }
  const most = [...gathered].sort((a, b) => b[1] - a[1]).slice(0, feedback.gathered);
  const rarities = raritiesOf(most.map(([term]) => term));
  const rated = most
    .map(([term, value], at) => ({ term, value: value * (rarities[at] ?? 0) }))
    .sort((a, b) => b.value - a.value)
    .slice(0, feedback.terms);
  const top = rated[0]?.value || 1;
  return rated.map(({ term, value }) => ({ term, weight: (feedback.weight * value) / top }));
}

function saturated(frequency: number, k: number): number {
  return frequency === 0 ? 0 : (frequency * (k + 1)) / (frequency + k);
}
