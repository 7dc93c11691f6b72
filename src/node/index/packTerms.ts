import { eachWord, termsOfWord } from '../../base/codeTerms';
import { withRoom } from './knownChunks';
import { countBits, packCounts } from './postings';

/** Terms and where they stand: the postings of the `n`th term are `postings` from `starts[n]` to `starts[n + 1]`. */
export interface PackedTerms {
  /** Parted by blanks, in the order of their UTF-16 units. */
  readonly terms: string;
  readonly starts: Uint32Array;
  readonly postings: Uint32Array;
}

/** A piece of a text, as far as its terms go. */
interface TermsOfChunk {
  /** Numbers of its path's terms. */
  readonly path: readonly number[];
  /** Its name and what encloses it. */
  readonly name: string;
  /** Where its text stands, and up to where its head reaches. */
  readonly text: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
  readonly headEnd: number;
}

export interface TermPacker {
  /** The numbers of the terms of a text. */
  numbersIn(text: string): number[];
  /** Takes in a chunk; they are numbered in their order, from 0. @returns how many terms its body has */
  add(chunk: TermsOfChunk): number;
  pack(): PackedTerms;
}

/** How often a term stands in the present chunk: in its body in 16 bits, elsewhere up to three times in 2 bits each. */
const bodyMask = 0xffff;
const places = { path: 16, name: 18, head: 20 } as const;

/** Counts the terms of chunks. */
export function createTermPacker(): TermPacker {
  const terms: string[] = [];
  const numbers = new Map<string, number>();
  /** Words come again and again, so what they are made of is worked out once. */
  const termsOf = new Map<string, readonly number[]>();
  /** By a term's number: its counts in the present chunk, how many postings it has, and the place of its last one. */
  let counts = new Uint32Array(4096);
  let sizes = new Uint32Array(4096);
  let lasts = new Uint32Array(4096);
  /** By a posting's place, from 1 on: it, and the place of the one before it of the same term. */
  let postings = new Uint32Array(16_384);
  let before = new Uint32Array(16_384);
  let count = 0;
  /** Terms of the present chunk. */
  let touched: number[] = [];
  let chunks = 0;

  const numberOf = (term: string): number => {
    const known = numbers.get(term);
    if (known !== undefined) return known;
    const number = terms.push(term) - 1;
    numbers.set(term, number);
    if (number === counts.length)
      [counts, sizes, lasts] = [withRoom(counts, number + 1), withRoom(sizes, number + 1), withRoom(lasts, number + 1)];
    return number;
  };
  const numbersOf = (word: string): readonly number[] => {
    const known = termsOf.get(word);
    if (known) return known;
    const found = termsOfWord(word).map(numberOf);
    // A slice would keep the whole text that it is of.
    termsOf.set(Buffer.from(word).toString(), found);
    return found;
  };
  const countIn = (place: number, number: number): void => {
    const held = counts[number]!;
    if (held === 0) touched.push(number);
    if (((held >>> place) & 3) < 3) counts[number] = held + (1 << place);
  };
  const addPosting = (number: number, held: number): void => {
    if (++count === postings.length) [postings, before] = [withRoom(postings, count + 1), withRoom(before, count + 1)];
    const elsewhere = {
      path: (held >>> places.path) & 3,
      name: (held >>> places.name) & 3,
      head: (held >>> places.head) & 3,
    };
    postings[count] = (chunks << countBits) | packCounts({ body: held & bodyMask, ...elsewhere });
    before[count] = lasts[number]!;
    lasts[number] = count;
    sizes[number]!++;
  };

  return {
    numbersIn(text) {
      const found: number[] = [];
      eachWord(text, 0, text.length, (word) => found.push(...numbersOf(word)));
      return found;
    },
    add({ path, name, text, ranges, headEnd }) {
      let length = 0;
      for (const number of path) countIn(places.path, number);
      eachWord(name, 0, name.length, (word) => {
        for (const number of numbersOf(word)) countIn(places.name, number);
      });
      for (const [from, to] of ranges)
        eachWord(text, from, to, (word, at) => {
          for (const number of numbersOf(word)) {
            length++;
            const held = counts[number]!;
            if (held === 0) touched.push(number);
            if ((held & bodyMask) < bodyMask) counts[number] = held + 1;
            if (at < headEnd) countIn(places.head, number);
          }
        });
      for (const number of touched) {
        addPosting(number, counts[number]!);
        counts[number] = 0;
      }
      touched = [];
      chunks++;
      return length;
    },
    pack() {
      const sorted = terms.filter((_, number) => sizes[number]! > 0).sort();
      const starts = new Uint32Array(sorted.length + 1);
      const packed = new Uint32Array(count);
      let end = 0;
      for (const [at, term] of sorted.entries()) {
        const number = numbers.get(term)!;
        end += sizes[number]!;
        starts[at + 1] = end;
        for (let place = lasts[number]!, to = end; place > 0; place = before[place]!) packed[--to] = postings[place]!;
      }
      return { terms: sorted.join(' '), starts, postings: packed };
    },
  };
}
