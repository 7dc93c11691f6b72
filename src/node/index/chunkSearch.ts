import type { DatabaseSync } from 'node:sqlite';
import { codeTerms, type WeightedTerm } from '../../base/codeTerms';
import type { FoundChunk } from '../../contracts/ports';
import { feedbackChunks, feedbackTerms, finalScores, ownScore, rarity, type Pool } from './chunkScores';

/** Reads a file's text, as it is now; undefined where there is none. */
export type TextOf = (path: string) => string | undefined;

type FindChunks = (question: readonly WeightedTerm[], limit: number) => FoundChunk[];

/** Finds the chunks that a question is about, best first. */
export function createChunkSearch(db: DatabaseSync, textOf: TextOf): FindChunks {
  const statements = prepareStatements(db);
  return (question, limit) => {
    const totals = statements.totals.get();
    const chunks = Number(totals?.['chunks'] ?? 0);
    if (chunks === 0 || question.length === 0) return [];
    const pool: Pool = {
      totals: { chunks, files: Number(totals?.['files']), length: Number(totals?.['length']) },
      candidates: new Map(),
      weights: new Map(),
      rarities: new Map(),
    };
    for (const each of question) take(pool, each, statements);
    const asked = [...pool.weights.keys()];
    for (const each of moreTerms(pool, statements, textOf)) take(pool, each, statements);
    const lengths = statements.lengths.all().map((row) => [Number(row['file']), Number(row['length'])] as const);
    return [...finalScores(pool, asked, new Map(lengths))]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, limit)
      .map(([id, score]) => found(statements.row.get(id) ?? {}, score));
  };
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(db: DatabaseSync) {
  return {
    totals: db.prepare('SELECT count(*) AS chunks, count(DISTINCT file) AS files, avg(length) AS length FROM chunks'),
    lengths: db.prepare('SELECT file, sum(length) AS length FROM chunks GROUP BY file'),
    postings: db.prepare(
      `SELECT place.doc AS id, place.col AS field, count(*) AS times, chunks.file, chunks.length
       FROM term_places AS place JOIN chunks ON chunks.id = place.doc
       WHERE place.term = ? GROUP BY place.doc, place.col`,
    ),
    holding: db.prepare('SELECT doc AS chunks FROM term_counts WHERE term = ?'),
    row: db.prepare(
      `SELECT files.path, files.hash, chunks.from_line, chunks.to_line, chunks.head, chunks.name, chunks.owner
       FROM chunks JOIN files ON files.id = chunks.file WHERE chunks.id = ?`,
    ),
  };
}

/** Adds a term to the question, and the chunks that hold it to the candidates. */
function take(
  { totals, candidates, weights, rarities }: Pool,
  { term, weight }: WeightedTerm,
  { postings }: Statements,
) {
  const holding = new Set<number>();
  for (const row of postings.all(term)) {
    const id = Number(row['id']);
    holding.add(id);
    const known = candidates.get(id) ?? {
      id,
      file: Number(row['file']),
      length: Number(row['length']),
      counts: new Map<string, Record<string, number>>(),
    };
    candidates.set(id, known);
    known.counts.set(term, { ...known.counts.get(term), [String(row['field'])]: Number(row['times']) });
  }
  weights.set(term, weight);
  rarities.set(term, rarity(holding.size, totals.chunks));
}

/** What the best chunks so far say beside the question's own terms. */
function moreTerms(pool: Pool, { row, holding }: Statements, textOf: TextOf): WeightedTerm[] {
  const scored = [...pool.candidates.values()].map((candidate) => ({ candidate, score: ownScore(pool, candidate) }));
  const best = scored
    .sort((a, b) => b.score - a.score)
    .slice(0, feedbackChunks)
    .filter(({ score }) => score > 0);
  const top = best[0]?.score ?? 1;
  return feedbackTerms(
    pool,
    best.map(({ candidate: { id, length }, score }) => {
      const { path, from, to } = found(row.get(id) ?? {}, score);
      const lines = (textOf(path) ?? '').split('\n').slice(from - 1, to);
      return { terms: codeTerms(lines.join('\n')), part: score / top, length };
    }),
    (term) => Number(holding.get(term)?.['chunks'] ?? 0),
  );
}

function found(row: Record<string, unknown>, score: number): FoundChunk {
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
