import { bestOfMany, type ScoredChunk } from './bestOfMany';
import { createChunkPlaces } from './chunkPlaces';
import { chunkValue, fileValue, finalScore, frequencyOf, rarity } from './chunkScores';
import { noChunks, withRoom, type KnownChunks } from './knownChunks';
import { countBits, countMask, fieldCounts } from './postings';
import type { PostingRow } from './postingTable';

/** The scores of chunks for one question. */
export interface ScoreBoard {
  begin(known: KnownChunks): void;
  /**
   * Adds what a term gives to the chunks that hold it, or only to those that hold another term, too (`isRare`: false);
   * `isAsked`: to whole files, too.
   */
  add(rows: readonly PostingRow[], weight: number, how: { readonly isRare: boolean; readonly isAsked: boolean }): void;
  /** The best chunks, each by itself, best first. */
  best(count: number): ScoredChunk[];
  /** The best chunks with what their neighbours and files give them, best first. */
  final(count: number): ScoredChunk[];
  /** Ends the question. */
  clear(): void;
}

/** Keeps its lists from question to question: making them anew would take longer than the question. */
export function createScoreBoard(): ScoreBoard {
  const board = createChunkPlaces();
  let known: KnownChunks = noChunks;
  /** By a file's id: the score of all its chunks together, and of its best one. */
  let whole = new Float64Array(0);
  let bestOf = new Float64Array(0);
  /** The term that is being added: the places of its chunks in the order of their ids, and its counts in them. */
  let places = new Uint32Array(1024);
  let counts = new Uint16Array(1024);

  /** @returns how many chunks are to be scored, and in how many the term stands */
  const read = (rows: readonly PostingRow[], isRare: boolean): { read: number; holding: number } => {
    const most = rows.reduce((sum, { postings }) => sum + postings.length, 0);
    if (most > places.length) [places, counts] = [new Uint32Array(most * 2), new Uint16Array(most * 2)];
    let read = 0;
    let holding = 0;
    for (const { first, holding: all, postings } of rows) {
      const before = read;
      for (let at = 0; at < postings.length; at++) {
        const posting = postings[at]!;
        const id = first + (posting >>> countBits);
        if (!isRare && !board.has(id)) continue;
        const place = board.for(id);
        if (place === 0) continue;
        places[read] = place;
        counts[read++] = posting & countMask;
      }
      holding += isRare ? (all * (read - before)) / Math.max(1, postings.length) : all;
    }
    return { read, holding: Math.min(holding, known.totals.chunks) };
  };
  const addToChunks = (read: number, value: number): void => {
    const { scores, lengths } = board;
    const mean = known.totals.terms / known.totals.chunks;
    for (let at = 0; at < read; at++) {
      const place = places[at]!;
      scores[place]! += value * chunkValue(frequencyOf(fieldCounts[counts[at]!]!, lengths[place]!, mean));
    }
  };
  const addToFiles = (read: number, weight: number): void => {
    const { files } = board;
    let all = 0;
    for (let at = 0; at < read; at++) if (at === 0 || files[places[at]!] !== files[places[at - 1]!]) all++;
    const value = weight * rarity(all, known.totals.files);
    const mean = known.totals.terms / known.totals.files;
    for (let at = 0; at < read;) {
      const file = files[places[at]!]!;
      let body = 0;
      let inPath = false;
      for (; at < read && files[places[at]!] === file; at++) {
        const held = fieldCounts[counts[at]!]!;
        body += held.body;
        inPath ||= held.path > 0;
      }
      whole[file]! += value * fileValue(body, inPath, known.fileLengths[file] || mean, mean);
    }
  };
  const finalScores = (): Float64Array => {
    const { ids, files, scores, count } = board;
    const beside = (id: number, file: number) => (known.fileOf[id] === file ? scores[board.of(id)]! : 0);
    for (let place = 1; place <= count; place++)
      bestOf[files[place]!] = Math.max(bestOf[files[place]!]!, scores[place]!);
    const final = new Float64Array(count + 1);
    for (let place = 1; place <= count; place++) {
      const [id, file] = [ids[place]!, files[place]!];
      const neighbour = Math.max(beside(id - 1, file), beside(id + 1, file));
      final[place] = finalScore(scores[place]!, bestOf[file]!, neighbour, whole[file]!);
    }
    return final;
  };

  return {
    begin(given) {
      known = given;
      board.begin(given);
      whole = withRoom(whole, given.fileLengths.length);
      bestOf = withRoom(bestOf, given.fileLengths.length);
    },
    add(rows, weight, { isRare, isAsked }) {
      const { read: found, holding } = read(rows, isRare);
      addToChunks(found, weight * rarity(holding, known.totals.chunks));
      if (isAsked) addToFiles(found, weight);
    },
    best: (most) => bestOfMany(board.ids, board.scores.subarray(0, board.count + 1), most),
    final: (most) => bestOfMany(board.ids, finalScores(), most),
    clear() {
      for (let place = 1; place <= board.count; place++) {
        const file = board.files[place]!;
        whole[file] = bestOf[file] = 0;
      }
      board.clear();
    },
  };
}
