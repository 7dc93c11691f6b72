import type { DatabaseSync } from 'node:sqlite';
import { codeTerms, type WeightedTerm } from '../../base/codeTerms';
import type { FoundChunk } from '../../contracts/ports';

/**
 * Weights of a chunk's fields and the shape of BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework,
 * 2009), found on repositories that the figures in `docs/figures.md` leave out.
 */
const weightOf: Readonly<Record<string, number>> = { path: 1, name: 0.5, head: 0.5, body: 1 };
const saturation = 1.2;
const lengthNorm = 0.3;
/** A name that is said often in a head counts no more. */
const mostInField = 2;
/** How much of the best chunk of its file, of its neighbours and of the whole file a chunk gets. */
const fromFile = 0.1;
const fromNeighbour = 0.2;
const fromWholeFile = 0.15;
const fileSaturation = 6;
const pathInFile = 6;
/** Terms of the best chunks that join the question (pseudo relevance feedback), and how much the first counts. */
const feedback = { chunks: 4, terms: 10, weight: 0.25 };

interface Candidate {
  readonly id: number;
  readonly file: number;
  readonly length: number;
  readonly counts: Map<string, Record<string, number>>;
}

/** Reads a file's text, as it is now; undefined where there is none. */
export type TextOf = (path: string) => string | undefined;

/** Finds the chunks that a question is about, best first. */
export function createChunkSearch(
  db: DatabaseSync,
  textOf: TextOf,
): (question: readonly WeightedTerm[], limit: number) => FoundChunk[] {
  const postings = db.prepare(
    `SELECT v.doc, v.col, count(*) AS count, chunks.file, chunks.length FROM term_places v
     JOIN chunks ON chunks.id = v.doc WHERE v.term = ? GROUP BY v.doc, v.col`,
  );
  const chunksWith = db.prepare('SELECT doc FROM term_counts WHERE term = ?');
  const totals = db.prepare('SELECT count(*) AS count, avg(length) AS mean, count(DISTINCT file) AS files FROM chunks');
  const fileLengths = db.prepare('SELECT file, sum(length) AS length FROM chunks GROUP BY file');
  const rowOf = db.prepare(
    `SELECT files.path, files.hash, chunks.from_line, chunks.to_line, chunks.head, chunks.name, chunks.owner
     FROM chunks JOIN files ON files.id = chunks.file WHERE chunks.id = ?`,
  );

  return (question, limit) => {
    const { count = 0, mean = 1, files = 1 } = totals.get() as Record<string, number>;
    if (count === 0 || question.length === 0) return [];
    const candidates = new Map<number, Candidate>();
    const terms = new Map(question.map(({ term, weight }) => [term, weight]));
    const idf = new Map<string, number>();
    const take = (term: string): void => {
      const holding = new Set<number>();
      for (const row of postings.all(term)) {
        const id = Number(row['doc']);
        holding.add(id);
        const known: Candidate = candidates.get(id) ?? {
          id,
          file: Number(row['file']),
          length: Number(row['length']),
          counts: new Map(),
        };
        candidates.set(id, known);
        known.counts.set(term, { ...known.counts.get(term), [String(row['col'])]: Number(row['count']) });
      }
      idf.set(term, rarity(holding.size, count));
    };
    const scoreOf = (candidate: Candidate): number => {
      let score = 0;
      for (const [term, counts] of candidate.counts) {
        let frequency = 0;
        for (const [field, times] of Object.entries(counts))
          frequency +=
            (weightOf[field] ?? 0) *
            (field === 'body'
              ? times / (1 - lengthNorm + (lengthNorm * candidate.length) / mean)
              : Math.min(times, mostInField));
        score += (terms.get(term) ?? 0) * (idf.get(term) ?? 0) * saturated(frequency, saturation);
      }
      return score;
    };

    for (const term of terms.keys()) take(term);
    const asked = [...terms.keys()];
    const first = ranked(candidates, scoreOf).slice(0, feedback.chunks);
    for (const { term, weight } of feedbackTerms(first)) {
      terms.set(term, weight);
      take(term);
    }
    const scores = new Map([...candidates.values()].map((each) => [each.id, scoreOf(each)]));
    const ofFile = new Map<number, number>();
    for (const { id, file } of candidates.values())
      ofFile.set(file, Math.max(ofFile.get(file) ?? 0, scores.get(id) ?? 0));
    const whole = wholeFiles(asked);
    const final = [...candidates.values()].map((each) => {
      // Chunks of a file follow each other.
      const near = Math.max(...[each.id - 1, each.id + 1].map((id) => sameFile(id, each.file)));
      const score =
        (scores.get(each.id) ?? 0) +
        fromFile * (ofFile.get(each.file) ?? 0) +
        fromNeighbour * near +
        fromWholeFile * (whole.get(each.file) ?? 0);
      return { id: each.id, score };
    });
    return final
      .sort((a, b) => b.score - a.score || a.id - b.id)
      .slice(0, limit)
      .map(({ id, score }) => found(id, score));

    function sameFile(id: number, file: number): number {
      return candidates.get(id)?.file === file ? (scores.get(id) ?? 0) : 0;
    }

    function feedbackTerms(best: readonly { candidate: Candidate; score: number }[]): WeightedTerm[] {
      const gathered = new Map<string, number>();
      for (const { candidate, score } of best) {
        if (score <= 0) continue;
        const times = new Map<string, number>();
        for (const term of codeTerms(textOfChunk(candidate.id))) times.set(term, (times.get(term) ?? 0) + 1);
        for (const [term, often] of times)
          if (!terms.has(term) && term.length > 2)
            gathered.set(
              term,
              (gathered.get(term) ?? 0) +
                ((score / (best[0]?.score ?? 1)) * Math.min(3, often)) / Math.sqrt(Math.max(1, candidate.length)),
            );
      }
      const rated = [...gathered]
        .sort((a, b) => b[1] - a[1])
        .slice(0, 60)
        .map(([term, value]) => ({
          term,
          value: value * rarity(Number(chunksWith.get(term)?.['doc'] ?? 0), count),
        }))
        .sort((a, b) => b.value - a.value)
        .slice(0, feedback.terms);
      return rated.map(({ term, value }) => ({ term, weight: (feedback.weight * value) / (rated[0]?.value || 1) }));
    }

    /** BM25 of whole files: all that is asked about may stand in several chunks. */
    function wholeFiles(wanted: readonly string[]): Map<number, number> {
      const lengths = new Map(fileLengths.all().map((row) => [Number(row['file']), Number(row['length'])]));
      const meanLength = (count * mean) / files;
      const result = new Map<number, number>();
      for (const term of wanted) {
        const inFile = new Map<number, { body: number; path: boolean }>();
        for (const { file, counts } of candidates.values()) {
          const own = counts.get(term);
          if (!own) continue;
          const known = inFile.get(file) ?? { body: 0, path: false };
          inFile.set(file, { body: known.body + (own['body'] ?? 0), path: known.path || own['path'] !== undefined });
        }
        for (const [file, { body, path }] of inFile) {
          const frequency = body / (0.5 + (0.5 * (lengths.get(file) ?? 0)) / meanLength) + (path ? pathInFile : 0);
          const value = (terms.get(term) ?? 0) * rarity(inFile.size, files) * saturated(frequency, fileSaturation);
          result.set(file, (result.get(file) ?? 0) + value);
        }
      }
      return result;
    }
  };

  function textOfChunk(id: number): string {
    const row = rowOf.get(id);
    const text = row && textOf(String(row['path']));
    return (text ?? '')
      .split('\n')
      .slice(Number(row?.['from_line']) - 1, Number(row?.['to_line']))
      .join('\n');
  }

  function found(id: number, score: number): FoundChunk {
    const row = rowOf.get(id) ?? {};
    return {
      path: String(row['path']),
      hash: String(row['hash']),
      from: Number(row['from_line']),
      to: Number(row['to_line']),
      head: Number(row['head']),
      name: String(row['name']),
      owner: String(row['owner']),
      score,
    };
  }
}

function ranked(candidates: ReadonlyMap<number, Candidate>, scoreOf: (candidate: Candidate) => number) {
  return [...candidates.values()]
    .map((candidate) => ({ candidate, score: scoreOf(candidate) }))
    .sort((a, b) => b.score - a.score);
}

function rarity(holding: number, all: number): number {
  return Math.log(1 + (all - holding + 0.5) / (holding + 0.5));
}

function saturated(frequency: number, k: number): number {
  return frequency === 0 ? 0 : (frequency * (k + 1)) / (frequency + k);
}
