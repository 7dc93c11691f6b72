import { chunksOf, type Chunk } from '../../outlines/chunks';
import type { OutlineEntry } from '../../outlines/outlineEntry';
import type { TermPacker } from './packTerms';

/** A text with more chunks is generated: only so many are kept, beginnings of declarations first. */
const mostChunks = 2_000;
/** A line that is longer is none that people write: minified code, a picture. It is left out. */
const longestLine = 2_000;

/** The chunks of a file. */
export interface PackedChunks {
  /** Of each its first line, its last, and the line of its head. */
  readonly lines: Uint32Array;
  /** Of each its name and what encloses it, a line each. */
  readonly names: string;
  /** Of each how many terms its body has. */
  readonly lengths: Uint32Array;
}

/** Takes a text apart into chunks, and gives their terms to the packer. `path`: whose terms each of them has, too. */
export function packChunks(
  path: string,
  text: string,
  entries: readonly OutlineEntry[],
  packer: TermPacker,
): PackedChunks {
  const starts = lineStarts(text);
  const isLong = (line: number) => (starts[line] ?? 0) - (starts[line - 1] ?? 0) > longestLine + 1;
  const isShown = ({ from, to, head, name }: Chunk) => {
    if (name !== '') return !isLong(head);
    for (let line = from; line <= to; line++) if (!isLong(line)) return true;
    return false;
  };
  const chunks = mostTelling(chunksOf(text, entries).filter(isShown));
  const pathTerms = packer.numbersIn(pathWords(path));
  const lines = new Uint32Array(3 * chunks.length);
  const lengths = new Uint32Array(chunks.length);
  for (const [at, { from, to, head, name, owner }] of chunks.entries()) {
    lines.set([from, to, head], 3 * at);
    lengths[at] = packer.add({
      path: pathTerms,
      name: `${name} ${owner}`,
      text,
      ranges: shortLines(from, to, starts, isLong),
      headEnd: starts[head] ?? text.length,
    });
  }
  const names = chunks.map(({ name, owner }) => `${name.replace(/\s+/g, ' ')}\n${owner.replace(/\s+/g, ' ')}`);
  return { lines, lengths, names: names.join('\n') };
}

/** Where each line begins; one more than there are lines. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  starts.push(text.length + 1);
  return starts;
}

/** The parts of some lines that people can have written: all, as a rule. */
function shortLines(
  from: number,
  to: number,
  starts: readonly number[],
  isLong: (line: number) => boolean,
): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  let begin = from;
  for (let line = from; line <= to + 1; line++) {
    if (line <= to && !isLong(line)) continue;
    if (line > begin) ranges.push([starts[begin - 1] ?? 0, (starts[line - 1] ?? 0) - 1]);
    begin = line + 1;
  }
  return ranges;
}

function mostTelling(chunks: readonly Chunk[]): readonly Chunk[] {
  if (chunks.length <= mostChunks) return chunks;
  const isBeginning = ({ name, head, from }: Chunk) => name !== '' && head >= from;
  const others = chunks.filter((chunk) => !isBeginning(chunk));
  return [...chunks.filter(isBeginning), ...others].slice(0, mostChunks).sort((a, b) => a.from - b.from);
}

/** A path's words; of declarations of types what people call them. */
function pathWords(path: string): string {
  return path.replace(/\.d\.[cm]?ts$/, ' typing typescript types definition').replace(/\.\w+$/, '');
}
