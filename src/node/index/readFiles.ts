import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, type Stats } from 'node:fs';
import { firstChars } from '../../base/text';
import type { FilePlace } from '../../contracts/ports';
import { chunksOf, type Chunk } from '../../outlines/chunks';
import type { OutlineEntry } from '../../outlines/outlineEntry';
import type { FileSymbol } from './indexProtocol';
import { languageOf } from './languages';
import { createTermPacker, type PackedTerms, type TermPacker } from './packTerms';

/** A file written less than that before it was read, in ms, may be written again without its time or size changing. */
const tooFresh = 2_000;
/** A text with more chunks is generated: only so many are kept, beginnings of declarations first. */
const mostChunks = 2_000;
/** A line that is longer is none that people write: minified code, a picture. It is left out. */
const longestLine = 2_000;
const maxNameLength = 200;

/** A file to be read. */
export interface FileToRead extends FilePlace {
  /** Of the text that the index holds of it. */
  readonly hash?: string;
}

/** What became of some files: all that the index is to hold of them, made so that it is put in quickly. */
export interface FilesRead {
  /** Paths at which there is no file, or none that may be read. */
  readonly gone: readonly string[];
  /** Files that hold the same text as before. */
  readonly same: readonly FileStamp[];
  readonly files: readonly FileRead[];
  /** Of all chunks of the files, numbered on from file to file. */
  readonly terms: PackedTerms;
}

interface FileStamp {
  readonly path: string;
  readonly mtime: number;
  /** The disk's time and size; empty where a later change could look the same. */
  readonly stamp: string;
}

export interface FileRead extends FileStamp {
  readonly hash: string;
  readonly size: number;
  readonly language: string;
  readonly symbols: readonly FileSymbol[];
  readonly chunks: PackedChunks;
}

/** The chunks of a file. */
export interface PackedChunks {
  /** Of each its first line, its last, and the line of its head. */
  readonly lines: Uint32Array;
  /** Of each its name and what encloses it, a line each. */
  readonly names: string;
  /** Of each how many terms its body has. */
  readonly lengths: Uint32Array;
}

export type OutlineText = (text: string, path: string) => OutlineEntry[];

/** Reads files for the index. Never fails: what cannot be read is gone, and what has no outline has lines. */
export function readFiles(places: readonly FileToRead[], outline: OutlineText): FilesRead {
  const gone: string[] = [];
  const same: FileStamp[] = [];
  const files: FileRead[] = [];
  const packer = createTermPacker();
  for (const place of places) {
    const read = readOne(place, outline, packer);
    if (read === undefined) gone.push(place.path);
    else if ('hash' in read) files.push(read);
    else same.push(read);
  }
  return { gone, same, files, terms: packer.pack() };
}

function readOne(
  { path, file, hash: known }: FileToRead,
  outline: OutlineText,
  packer: TermPacker,
): FileRead | FileStamp | undefined {
  const now = Date.now();
  const stats = statsOf(file);
  const bytes = stats && bytesOf(file);
  if (!stats || !bytes) return undefined;
  const { mtimeMs, ctimeMs, size } = stats;
  const stamped = { path, mtime: mtimeMs, stamp: now - Math.max(mtimeMs, ctimeMs) < tooFresh ? '' : stampFor(stats) };
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  if (hash === known) return stamped;
  const text = textIn(bytes);
  const entries = text === undefined ? [] : entriesOf(text, path, outline);
  return {
    ...stamped,
    hash,
    size,
    language: text === undefined ? 'binary' : languageOf(path),
    symbols: symbolsOf(entries),
    chunks: packChunks(path, text ?? '', entries, packer),
  };
}

/** One file that no outline can be made of must not keep the others out. */
function entriesOf(text: string, path: string, outline: OutlineText): OutlineEntry[] {
  try {
    return outline(text, path);
  } catch {
    return [];
  }
}

function symbolsOf(entries: readonly OutlineEntry[]): FileSymbol[] {
  return entries.flatMap(({ name, kind, line }) => {
    const tidy = tidyName(name);
    return tidy === '' ? [] : [{ name: tidy, kind, line }];
  });
}

/** A name on one line, cut where it is endless. */
export function tidyName(name: string): string {
  return firstChars(name.replace(/\s+/g, ' ').trim(), maxNameLength);
}

function packChunks(path: string, text: string, entries: readonly OutlineEntry[], packer: TermPacker): PackedChunks {
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

/** Undefined for bytes that are no text. */
function textIn(bytes: Buffer): string | undefined {
  return bytes.subarray(0, 8192).includes(0) ? undefined : bytes.toString('utf8');
}

/** The time of writing can be set, and copying keeps it; that of the last change of status cannot. */
export function stampFor({ mtimeMs, ctimeMs, size, ino }: Stats): string {
  return `${mtimeMs}:${ctimeMs}:${size}:${ino}`;
}

/** Undefined for what is no ordinary file: gone, a folder, a link, a pipe. */
export function statsOf(file: string): Stats | undefined {
  try {
    const stats = lstatSync(file, { throwIfNoEntry: false });
    return stats?.isFile() ? stats : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined for a file that has just gone or may not be read. */
export function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
