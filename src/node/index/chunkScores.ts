import type { WeightedTerm } from '../../base/codeTerms';

/**
 * Weights of a chunk's fields and the shape of BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework,
 * 2009). Found on repositories that the figures in `docs/figures.md` leave out.
 */
const weightOf: Readonly<Record<string, number>> = { path: 1, name: 0.5, head: 0.5, body: 1 };
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

/** A chunk that holds some of the terms: how often, by term and field. */
export interface Candidate {
  readonly id: number;
  readonly file: number;
  /** Terms in its body. */
  readonly length: number;
  readonly counts: Map<string, Readonly<Record<string, number>>>;
}

/** What the index holds in all. */
interface Totals {
  readonly chunks: number;
  readonly files: number;
  /** Mean length of a chunk, in terms. */
  readonly length: number;
}

/** The question so far: its terms with their weights and how rare they are, and the chunks that hold some. */
export interface Pool {
  readonly totals: Totals;
  readonly candidates: Map<number, Candidate>;
  readonly weights: Map<string, number>;
  readonly rarities: Map<string, number>;
}

/** How rare something is: the inverse document frequency of BM25. */
export function rarity(holding: number, all: number): number {
  return Math.log(1 + (all - holding + 0.5) / (holding + 0.5));
}

/** How well a chunk fits by itself. */
export function ownScore({ weights, rarities, totals }: Pool, { counts, length }: Candidate): number {
  let score = 0;
  for (const [term, byField] of counts) {
    let frequency = 0;
    for (const [field, times] of Object.entries(byField))
      frequency +=
        (weightOf[field] ?? 0) *
        (field === 'body'
          ? times / (1 - lengthNorm + (lengthNorm * length) / totals.length)
          : Math.min(times, mostInField));
    score += (weights.get(term) ?? 0) * (rarities.get(term) ?? 0) * saturated(frequency, saturation);
  }
  return score;
}

/** Scores of all candidates by id: each by itself, by its neighbours and by its file. `lengths`: of files, in terms. */
export function finalScores(
  pool: Pool,
  asked: readonly string[],
  lengths: ReadonlyMap<number, number>,
): Map<number, number> {
  const own = new Map([...pool.candidates.values()].map((each) => [each.id, ownScore(pool, each)]));
  const best = new Map<number, number>();
  for (const { id, file } of pool.candidates.values()) best.set(file, Math.max(best.get(file) ?? 0, own.get(id) ?? 0));
  const whole = wholeFileScores(pool, asked, lengths);
  const inFile = (id: number, file: number) => (pool.candidates.get(id)?.file === file ? (own.get(id) ?? 0) : 0);
  return new Map(
    // Chunks of a file have ids in the order of its lines.
    [...pool.candidates.values()].map(({ id, file }) => [
      id,
      (own.get(id) ?? 0) +
        fromFile * (best.get(file) ?? 0) +
        fromNeighbour * Math.max(inFile(id - 1, file), inFile(id + 1, file)) +
        fromWholeFile * (whole.get(file) ?? 0),
    ]),
  );
}

/** BM25 of whole files, since what is asked about may stand in several of a file's chunks. */
function wholeFileScores(
  { candidates, weights, totals }: Pool,
  asked: readonly string[],
  lengths: ReadonlyMap<number, number>,
): Map<number, number> {
  const mean = (totals.chunks * totals.length) / totals.files;
  const scores = new Map<number, number>();
  for (const term of asked) {
    const files = new Map<number, { readonly body: number; readonly inPath: boolean }>();
    for (const { file, counts } of candidates.values()) {
      const held = counts.get(term);
      if (!held) continue;
      const known = files.get(file);
      files.set(file, {
        body: (known?.body ?? 0) + (held['body'] ?? 0),
        inPath: known?.inPath === true || held['path'] !== undefined,
      });
    }
    for (const [file, { body, inPath }] of files) {
      const norm = 0.5 + (0.5 * (lengths.get(file) ?? mean)) / mean;
      const frequency = body / norm + (inPath ? timesInPath : 0);
      const value = (weights.get(term) ?? 0) * rarity(files.size, totals.files) * saturated(frequency, fileSaturation);
      scores.set(file, (scores.get(file) ?? 0) + value);
    }
  }
  return scores;
}

/**
 * Terms that the best chunks hold beside the question's own, the most telling first.
 * @param best their terms, their score as a part of the best one's, and their length
 * @param holding how many chunks hold a term
 */
export function feedbackTerms(
  pool: Pool,
  best: readonly { readonly terms: readonly string[]; readonly part: number; readonly length: number }[],
  holding: (term: string) => number,
): WeightedTerm[] {
  const gathered = new Map<string, number>();
  for (const { terms, part, length } of best) {
    const times = new Map<string, number>();
    for (const term of terms) times.set(term, (times.get(term) ?? 0) + 1);
    for (const [term, often] of times) {
      if (pool.weights.has(term) || term.length < 3) continue;
      const value = (part * Math.min(feedback.times, often)) / Math.sqrt(Math.max(1, length));
      gathered.set(term, (gathered.get(term) ?? 0) + value);
    }
  }
  const rated = [...gathered]
    .sort((a, b) => b[1] - a[1])
    .slice(0, feedback.gathered)
    .map(([term, value]) => ({ term, value: value * rarity(holding(term), pool.totals.chunks) }))
    .sort((a, b) => b.value - a.value)
    .slice(0, feedback.terms);
  const most = rated[0]?.value || 1;
  return rated.map(({ term, value }) => ({ term, weight: (feedback.weight * value) / most }));
}

function saturated(frequency: number, k: number): number {
  return frequency === 0 ? 0 : (frequency * (k + 1)) / (frequency + k);
}
