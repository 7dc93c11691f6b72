import type { DatabaseSync } from 'node:sqlite';
import { codeTerms, type WeightedTerm } from '../../base/codeTerms';
import type { FoundChunk } from '../../contracts/ports';
import { feedbackChunks, feedbackTerms, finalScores, ownScore, rarity, type Pool } from './chunkScores';

/** Reads a file's text, as it is now; undefined where there is none. */
export type TextOf = (path: string) => string | undefined;

type FindChunks = (question: readonly WeightedTerm[], limit: number) => FoundChunk[];

/**
 * So many places of terms are looked at for a question, the rarest terms first: what stands nearly everywhere tells
 * little, and reading all of it would take seconds in a large project.
 */
const mostPlaces = 80_000;

/** Finds the chunks that a question is about, best first. */
export function createChunkSearch(db: DatabaseSync, textOf: TextOf): FindChunks {
  const statements = prepareStatements(db);
  let known: Chunks | undefined;
  return (question, limit) => {
    const version = Number(statements.version.get()?.['version']);
    if (known?.version !== version) known = readChunks(version, statements);
    const { fileOf, lengthOf, lengths, totals } = known;
    if (totals.chunks === 0 || question.length === 0) return [];
    const pool: Pool = { totals, candidates: new Map(), weights: new Map(), rarities: new Map() };
    const room = { left: mostPlaces };
    const take = (terms: readonly WeightedTerm[]) => {
      for (const each of rarestFirst(terms, statements, room)) takeTerm(pool, each, { fileOf, lengthOf }, statements);
    };
    take(question);
    const asked = [...pool.weights.keys()];
    take(moreTerms(pool, statements, textOf));
    return [...finalScores(pool, asked, lengths)]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, limit)
      .map(([id, score]) => found(statements.row.get(id) ?? {}, score));
  };
}

/** What is known of all chunks, read once for each state of the index. */
interface Chunks {
  readonly version: number;
  /** By a chunk's id. */
  readonly fileOf: Uint32Array;
  readonly lengthOf: Uint32Array;
  /** Of files, in terms. */
  readonly lengths: ReadonlyMap<number, number>;
  readonly totals: Pool['totals'];
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(db: DatabaseSync) {
  return {
    // Counts what this connection has written, and nobody else writes.
    version: db.prepare('SELECT total_changes() AS version'),
    largest: db.prepare('SELECT max(id) AS id FROM chunks'),
    chunks: db.prepare('SELECT id, file, length FROM chunks'),
    // A text of numbers costs a tenth of as many rows.
    places: db.prepare(
      `SELECT group_concat(doc * 4 + CASE col WHEN 'body' THEN 0 WHEN 'path' THEN 1 WHEN 'name' THEN 2 ELSE 3 END)
         AS places FROM term_places WHERE term = ?`,
    ),
    holding: db.prepare('SELECT doc AS chunks, cnt AS places FROM term_counts WHERE term = ?'),
    row: db.prepare(
      `SELECT files.path, files.hash, chunks.from_line, chunks.to_line, chunks.head, chunks.name, chunks.owner
       FROM chunks JOIN files ON files.id = chunks.file WHERE chunks.id = ?`,
    ),
  };
}

function readChunks(version: number, { largest, chunks }: Statements): Chunks {
  const size = Number(largest.get()?.['id'] ?? 0) + 1;
  const fileOf = new Uint32Array(size);
  const lengthOf = new Uint32Array(size);
  const lengths = new Map<number, number>();
  let count = 0;
  let total = 0;
  for (const row of chunks.iterate()) {
    const [id, file, length] = [Number(row['id']), Number(row['file']), Number(row['length'])];
    fileOf[id] = file;
    lengthOf[id] = length;
    lengths.set(file, (lengths.get(file) ?? 0) + length);
    count++;
    total += length;
  }
  return {
    version,
    fileOf,
    lengthOf,
    lengths,
    totals: { chunks: count, files: lengths.size, length: total / Math.max(1, count) },
  };
}

/** Those of the terms that there is room for; always the rarest one that stands anywhere. */
function rarestFirst(
  terms: readonly WeightedTerm[],
  { holding }: Statements,
  room: { left: number },
): readonly WeightedTerm[] {
  const counted = terms
    .map((each) => ({ each, places: Number(holding.get(each.term)?.['places'] ?? 0) }))
    .sort((a, b) => a.places - b.places);
  const rarest = counted.find(({ places }) => places > 0);
  return counted
    .filter((one) => {
      if (one.places > room.left && one !== rarest) return false;
      room.left -= one.places;
      return true;
    })
    .map(({ each }) => each);
}

const fields = ['body', 'path', 'name', 'head'] as const;

/** Adds a term to the question, and the chunks that hold it to the candidates. */
function takeTerm(
  { totals, candidates, weights, rarities }: Pool,
  { term, weight }: WeightedTerm,
  { fileOf, lengthOf }: Pick<Chunks, 'fileOf' | 'lengthOf'>,
  { places }: Statements,
): void {
  const counts = new Map<number, Record<string, number>>();
  const text = places.get(term)?.['places'];
  if (typeof text === 'string')
    for (const number of text.split(',')) {
      const place = Number(number);
      const id = Math.floor(place / 4);
      const field = fields[place % 4] ?? 'body';
      const held = counts.get(id) ?? {};
      held[field] = (held[field] ?? 0) + 1;
      counts.set(id, held);
    }
  for (const [id, held] of counts) {
    const candidate = candidates.get(id) ?? {
      id,
      file: fileOf[id] ?? 0,
      length: lengthOf[id] ?? 0,
      counts: new Map<string, Record<string, number>>(),
    };
    candidates.set(id, candidate);
    candidate.counts.set(term, held);
  }
  weights.set(term, weight);
  rarities.set(term, rarity(counts.size, totals.chunks));
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
