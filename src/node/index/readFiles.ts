import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, type Stats } from 'node:fs';
import { firstChars } from '../../base/text';
import type { FilePlace } from '../../contracts/ports';
import { importsOf } from '../../outlines/imports/importsOf';
import type { OutlineEntry } from '../../outlines/outlineEntry';
import type { FileSymbol } from './indexProtocol';
import { languageOf } from './languages';
import { packChunks, type PackedChunks } from './packChunks';
import { createTermPacker, type PackedTerms, type TermPacker } from './packTerms';

/** A file written less than that before it was read, in ms, may be written again without its time or size changing. */
const tooFresh = 2_000;
const maxNameLength = 200;
const mostSymbols = 5_000;

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
  /** The names by which it imports others. */
  readonly imports: readonly string[];
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
    imports: [...importsOf(text ?? '', path)],
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
  return tidySymbols(entries.map(({ name, kind, line }) => ({ name, kind, line })));
}

/** Symbols with their names on one line, cut where they are endless; of a generated file only the first. */
export function tidySymbols(symbols: readonly FileSymbol[]): FileSymbol[] {
  return symbols
    .slice(0, mostSymbols)
    .map((symbol) => ({ ...symbol, name: firstChars(symbol.name.replace(/\s+/g, ' ').trim(), maxNameLength) }))
    .filter(({ name }) => name !== '');
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
