import type { WeightedTerm } from '../../base/codeTerms';
import type { FilePlace, FoundChunk, IndexedSymbol, ReachedTests } from '../../contracts/ports';
import type { OutlineEntry } from '../../outlines/outlineEntry';
import type { Meaning } from '../../contracts/embeddings';
import type { GrammarPlace } from '../outlines/outliner';
import type { FilesRead, FileToRead } from './readFiles';
import type { VectorOperations } from './vectorTable';

/** A folder whose files are in the index. */
export interface IndexedFolder {
  readonly root: string;
  /** What its files' paths begin with where there are several folders; empty where it is alone. */
  readonly name: string;
  /** Globs of paths in it that are to be left out. */
  readonly hidden: readonly string[];
}

/** What is to be brought up to date. */
export interface LookRequest {
  readonly folders: readonly IndexedFolder[];
  /** Only these files and folders; everything where there are none. */
  readonly paths: readonly string[];
  /** Whether they are to be read even where they have not changed. */
  readonly anew: boolean;
  readonly maxBytes: number;
  readonly mostFiles: number;
}

/** What looking through the folders has come to. */
interface Looked {
  /** How many files are to be read. */
  readonly toRead: number;
  /** How many there are at all, and how many have gone. */
  readonly found: number;
  readonly gone: number;
  /** False where there are more files than the index takes. */
  readonly isComplete: boolean;
}

/** How far reading is. */
export interface ReadSoFar {
  readonly seen: number;
  /** Of these, how many were not in the index with that text. */
  readonly updated: number;
  readonly isDone: boolean;
}

/** A file whose symbols a language server might know better than the outline does. */
export interface OutlinedFile {
  readonly path: string;
  /** Of the text that the outline was made from. */
  readonly hash: string;
  /** Its extension, lower case: files of one extension have one language server. */
  readonly extension: string;
}

/** A symbol of a file whose path is known. */
export type FileSymbol = Omit<IndexedSymbol, 'path'>;

/** What the worker can be asked, by name. What changes the index is done in turn, questions are answered between. */
export interface IndexOperations extends VectorOperations {
  /** Finds out which files have changed, and takes out those that are gone. */
  look(request: LookRequest): Promise<Looked>;
  /** Reads some of what was found to have changed. */
  readSome(): Promise<ReadSoFar>;
  /** Reads no more of it. */
  stop(): Promise<void>;
  /** Reads again what the index holds of these, or takes it out; answers which it has never held. */
  refresh(files: readonly FilePlace[], maxBytes: number): string[] | Promise<string[]>;
  /** Among the newest files of code, those that no language server was asked about yet. */
  outlined(newest: number): OutlinedFile[];
  /**
   * What a language server says of a file; an empty list: it knows nothing, so the outline stays. Not for a text that
   * has changed since.
   */
  putSymbols(path: string, hash: string, symbols: readonly FileSymbol[]): void;
  holds(): { files: number; symbols: number };
  symbols(query: string, limit: number): IndexedSymbol[];
  find(question: readonly WeightedTerm[], limit: number, meaning?: Meaning): FoundChunk[];
  /** Tests that changes to these files reach, see `CodeIndexPort.reaching`. */
  reaching(paths: readonly string[], words: readonly WeightedTerm[], limit: number): ReachedTests;
  /** What a text holds, whether it is in the index or not. */
  outline(text: string, path: string): Promise<OutlineEntry[]>;
  close(): void | Promise<void>;
}

/** What a process that reads files for the index can be asked. */
export interface ReaderOperations {
  /** Reads files into the index; answers how many of them were not in it with that text. */
  read(files: readonly FilePlace[]): Promise<number>;
  /** Reads files for whoever puts them into the index. */
  pack(files: readonly FileToRead[]): Promise<FilesRead>;
  outline(text: string, path: string): Promise<OutlineEntry[]>;
  close(): void;
}

/** What the worker, and a process that reads for it, are started with. */
export interface IndexWorkerData {
  readonly file: string;
  /** Where the worker itself lies. */
  readonly worker: string;
  /** Where grammars are; without them outlines are made by patterns. */
  readonly grammars?: GrammarPlace;
}
