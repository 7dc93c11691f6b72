import type { DatabaseSync } from 'node:sqlite';
import { chunkValue, frequencyOf, mostValue } from './chunkScores';
import { bytesOfNumbers, numbersIn, type KnownChunks } from './knownChunks';
import type { PackedTerms } from './packTerms';
import { countBits, countMask, fieldCounts, mostChunksApart } from './postings';

/** Of a term that stands nearly everywhere only the places are kept that it fits best: so many. */
const mostPostings = 8_192;
/** So many rows of a term are read one by one, and so many postings kept; with more they are joined. */
const mostRows = 8;
const mostUnjoined = 1.25 * mostPostings;
/** In how many chunks a term of so few stands is to be known well: those that are gone are taken out soon. */
const fewPostings = 512;

/** A row of a term: chunks that hold it. */
export interface PostingRow {
  /** What its postings count from. */
  readonly first: number;
  /** In how many chunks the term stands: more than are kept, perhaps. */
  readonly holding: number;
  readonly postings: Uint32Array;
}

/** Where terms stand, by term. What is put in together makes a row of each of its terms. */
export interface PostingTable {
  /** @param first the id of the first chunk */
  put(first: number, terms: PackedTerms): void;
  /** Of the terms that stand anywhere: in how many chunks, perhaps gone ones, and how many of these are kept. */
  sizes(terms: readonly string[]): Map<string, { readonly holding: number; readonly kept: number }>;
  rows(term: string): PostingRow[];
  /** Joins the rows of terms where that helps; `isThorough`: also where it only takes out chunks that are gone. */
  join(terms: readonly string[], known: KnownChunks, isThorough: boolean): void;
  /** Some terms, those that come after one. */
  after(term: string, count: number): string[];
}

export function createPostingTable(db: DatabaseSync): PostingTable {
  const insert = db.prepare('INSERT INTO postings (term, first, holding, postings) VALUES (?, ?, ?, ?)');
  const size = 'count(*) AS count, sum(holding) AS holding, sum(length(postings)) / 4 AS kept FROM postings';
  // One statement for all of them costs a third of one for each.
  const sizesOf = db.prepare(`SELECT term, ${size} WHERE term IN (SELECT value FROM json_each(?)) GROUP BY term`);
  const select = db.prepare('SELECT first, holding, postings FROM postings WHERE term = ?');
  const remove = db.prepare('DELETE FROM postings WHERE term = ?');
  const following = db.prepare('SELECT DISTINCT term FROM postings WHERE term > ? LIMIT ?');
  const rows = (term: string) =>
    select.all(term).map((row): PostingRow => ({
      first: Number(row['first']),
      holding: Number(row['holding']),
      postings: numbersIn(row['postings']),
    }));
  return {
    put(first, { terms, starts, postings }) {
      if (starts.length < 2) return;
      for (const [at, term] of terms.split(' ').entries()) {
        const own = postings.subarray(starts[at], starts[at + 1]);
        insert.run(term, first, own.length, bytesOfNumbers(own));
      }
    },
    sizes: (terms) =>
      new Map(
        sizesOf
          .all(JSON.stringify(terms))
          .map((row) => [String(row['term']), { holding: Number(row['holding']), kept: Number(row['kept']) }]),
      ),
    rows,
    join(terms, known, isThorough) {
      for (const row of sizesOf.all(JSON.stringify(terms))) {
        const [term, count, kept] = [String(row['term']), Number(row['count']), Number(row['kept'])];
        const helps = count > mostRows || kept > mostUnjoined || (isThorough && count > 1 && kept < fewPostings);
        if (!helps) continue;
        const joined = joinRows(rows(term), known);
        remove.run(term);
        for (const { first, holding, postings } of joined) insert.run(term, first, holding, bytesOfNumbers(postings));
      }
    },
    after: (term, limit) => following.all(term, limit).map((row) => String(row['term'])),
  };
}

/** The rows of a term as few, without the chunks that are gone, and of many the best. Their chunks are in order. */
function joinRows(rows: readonly PostingRow[], known: KnownChunks): PostingRow[] {
  const all = rows.reduce((sum, { postings }) => sum + postings.length, 0);
  const ids = new Uint32Array(all);
  const counts = new Uint16Array(all);
  let count = 0;
  let holding = 0;
  for (const { first, holding: held, postings } of rows) {
    const before = count;
    for (let at = 0; at < postings.length; at++) {
      const id = first + (postings[at]! >>> countBits);
      if (!known.fileOf[id]) continue;
      ids[count] = id;
      counts[count++] = postings[at]! & countMask;
    }
    holding += Math.round((held * (count - before)) / Math.max(1, postings.length));
  }
  const kept =
    count > mostPostings
      ? fittest(ids.subarray(0, count), counts, known)
      : Uint32Array.from({ length: count }, (_, at) => at);
  const joined: PostingRow[] = [];
  for (let at = 0; at < kept.length;) {
    const first = ids[kept[at]!]! - (ids[kept[at]!]! % mostChunksApart);
    const begin = at;
    while (at < kept.length && ids[kept[at]!]! < first + mostChunksApart) at++;
    const own = kept.subarray(begin, at);
    joined.push({
      first,
      holding: Math.round((holding * own.length) / kept.length),
      postings: own.map((each) => (((ids[each]! - first) << countBits) | counts[each]!) >>> 0),
    });
  }
  return joined;
}

/** Fits are sorted into so many ranges, the best of which are kept. */
const ranges = 4_096;

/** Where those chunks are among some that a term fits best. */
function fittest(ids: Uint32Array, counts: Uint16Array, { lengthOf, totals }: KnownChunks): Uint32Array {
  const mean = totals.terms / totals.chunks;
  const rangeOf = (at: number) => {
    const fit = chunkValue(frequencyOf(fieldCounts[counts[at]!]!, lengthOf[ids[at]!]!, mean));
    return Math.min(ranges - 1, Math.floor((fit / mostValue) * ranges));
  };
  const fits = Uint16Array.from(ids, (_, at) => rangeOf(at));
  const held = new Uint32Array(ranges);
  for (const fit of fits) held[fit]!++;
  let lowest = ranges;
  let room = mostPostings;
  while (lowest > 0 && held[lowest - 1]! <= room) room -= held[--lowest]!;
  const kept = new Uint32Array(mostPostings);
  let count = 0;
  for (let at = 0; at < fits.length; at++)
    if (fits[at]! >= lowest || (fits[at] === lowest - 1 && room-- > 0)) kept[count++] = at;
  return kept.subarray(0, count);
}
