import type { DatabaseSync } from 'node:sqlite';
import { codeTerms, type WeightedTerm } from '../../base/codeTerms';
import type { FoundChunk } from '../../contracts/ports';
import type { ScoredChunk } from './bestOfMany';
import { feedbackChunks, feedbackTerms, rarity } from './chunkScores';
import { chunkAt, chunkRows } from './chunksOfFile';
import { knownChunks, type KnownChunks } from './knownChunks';
import { createPostingTable, type PostingTable } from './postingTable';
import { createScoreBoard } from './scoreBoard';

/** Reads a file's text, as it is now; undefined where there is none. */
export type TextOf = (path: string) => string | undefined;

type FindChunks = (question: readonly WeightedTerm[], limit: number) => FoundChunk[];

/**
 * So many places of terms are looked at for a question, the rarest terms first: what stands nearly everywhere tells
 * little, and reading all of it would take long in a large project.
 */
const mostPlaces = 200_000;
/** After so many, places count only in chunks that hold a rarer term, too. */
const mostOfRare = 12_000;

/** Finds the chunks that a question is about, best first. */
export function createChunkSearch(db: DatabaseSync, textOf: TextOf): FindChunks {
  const table = createPostingTable(db);
  const board = createScoreBoard();
  const describe = createDescriber(db);
  return (question, limit) => {
    const known = knownChunks(db);
    if (known.totals.chunks === 0 || question.length === 0) return [];
    let places = 0;
    const take = (terms: readonly WeightedTerm[], isAsked: boolean) => {
      for (const { term, weight, kept } of rarestFirst(terms, table)) {
        if (places > 0 && places + kept > mostPlaces) continue;
        const isRare = places === 0 || places + kept <= mostOfRare;
        board.add(table.rows(term), weight, { isRare, isAsked });
        places += kept;
      }
    };
    board.begin(known);
    try {
      take(question, true);
      const asked = new Set(question.map(({ term }) => term));
      const best = describe(board.best(feedbackChunks), known);
      take(moreTerms(asked, best, textOf, known, table), false);
      return describe(board.final(limit), known).map(({ chunk }) => chunk);
    } finally {
      board.clear();
    }
  };
}

/** The terms that stand anywhere. */
function rarestFirst(terms: readonly WeightedTerm[], table: PostingTable): (WeightedTerm & { kept: number })[] {
  const sizes = table.sizes(terms.map(({ term }) => term));
  return terms
    .flatMap(({ term, weight }) => {
      const size = sizes.get(term);
      return size && size.kept > 0 ? [{ term, weight, ...size }] : [];
    })
    .sort((a, b) => a.holding - b.holding);
}

interface Described {
  readonly chunk: FoundChunk;
  /** Terms in its body. */
  readonly length: number;
}

/** What the best chunks so far say beside the question's own terms. */
// eslint-disable-next-line max-params -- what is asked, what was found, and three ways to look things up
function moreTerms(
  asked: ReadonlySet<string>,
  best: readonly Described[],
  textOf: TextOf,
  { totals }: KnownChunks,
  table: PostingTable,
): WeightedTerm[] {
  const top = best[0]?.chunk.score ?? 1;
  return feedbackTerms(
    asked,
    best.map(({ chunk: { path, from, to, score }, length }) => {
      const lines = (textOf(path) ?? '').split('\n').slice(from - 1, to);
      return { terms: codeTerms(lines.join('\n')), part: score / top, length };
    }),
    (terms) => {
      const sizes = table.sizes(terms);
      return terms.map((term) => rarity(sizes.get(term)?.holding ?? 0, totals.chunks));
    },
  );
}

/** Says where chunks stand. */
function createDescriber(db: DatabaseSync): (scored: readonly ScoredChunk[], known: KnownChunks) => Described[] {
  // One statement for all of them costs half of one for each.
  const rowsOf = db.prepare(
    `SELECT chunks.file, files.path, files.hash, chunks.first, chunks.lines, chunks.names FROM json_each(?) AS asked
     JOIN chunks ON chunks.file = asked.value JOIN files ON files.id = asked.value`,
  );
  return (scored, { fileOf, lengthOf }) => {
    const numbers = new Set(scored.map(({ id }) => fileOf[id] ?? 0));
    const files = new Map(
      rowsOf.all(JSON.stringify([...numbers])).map((row) => [
        Number(row['file']),
        {
          path: String(row['path']),
          hash: String(row['hash']),
          first: Number(row['first']),
          chunks: chunkRows(row),
        },
      ]),
    );
    return scored.flatMap(({ id, score }) => {
      const file = files.get(fileOf[id] ?? 0);
      if (!file) return [];
      const { path, hash, first, chunks } = file;
      return [{ chunk: { path, hash, ...chunkAt(chunks, id - first), score }, length: lengthOf[id] ?? 0 }];
    });
  };
}
