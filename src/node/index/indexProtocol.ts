import type { WeightedTerm } from '../../base/codeTerms';
import type { FilePlace, FoundChunk, IndexedSymbol, ReachedTests } from '../../contracts/ports';
import type { OutlineEntry } from '../../outlines/outlineEntry';
import type { Meaning } from '../../contracts/embeddings';
import type { GrammarPlace } from '../outlines/outliner';
import type { VectorOperations } from './vectorTable';

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

/** What the worker can be asked, by name. One is answered after the other. */
export interface IndexOperations extends VectorOperations {
  /** Begins a pass: what `changed` hears of from here on is what there is. */
  begin(): void;
  /** Those of the files that must be read, because the index does not hold them as they are on the disk. */
  changed(files: readonly FilePlace[], maxBytes: number): FilePlace[];
  /** Reads files into the index; answers how many of them were not in it with that text. */
  read(files: readonly FilePlace[]): number | Promise<number>;
  /** Reads again what the index holds of these, or takes it out; answers which it has never held. */
  refresh(files: readonly FilePlace[], maxBytes: number): string[] | Promise<string[]>;
  /** Removes what the pass was not told of: below these paths, or anywhere. Answers how many files. */
  prune(under: readonly string[]): number;
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
  close(): void;
}

/** What the worker is started with. */
export interface IndexWorkerData {
  readonly file: string;
  /** Where grammars are; without them outlines are made by patterns. */
  readonly grammars?: GrammarPlace;
}
