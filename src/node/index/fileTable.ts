import type { DatabaseSync } from 'node:sqlite';
import { isUnder } from '../../base/isUnder';
import type { FilePlace } from '../../contracts/ports';
import { inTransaction } from '../store/transaction';
import { createFoldersTold } from './foldersTold';
import { createImportTable, type ImportTable } from './importTable';
import type { FileSymbol, OutlinedFile } from './indexProtocol';
import { bytesOfNumbers, knownChunks } from './knownChunks';
import { extensionOf, isCode } from './languages';
import { emptied } from './openIndex';
import { createPostingTable, type PostingTable } from './postingTable';
import {
  bytesOf,
  readFiles,
  stampFor,
  statsOf,
  type FileRead,
  type FilesRead,
  type FileToRead,
  type OutlineText,
} from './readFiles';
import { createSymbolTable, type SymbolTable } from './symbolTable';
import { createTidyIndex } from './tidyIndex';

/** The files that the index holds, and their symbols. A binary file is held without symbols, and not counted. */
export interface FileTable {
  /** Begins a pass: what `changed` hears of from here on is what there is. */
  begin(): void;
  /** Those of the files that must be read, because the index does not hold them as they are on the disk. */
  changed(files: readonly FilePlace[], maxBytes: number): (FilePlace & { readonly size: number })[];
  /** Removes what the pass was not told of, below these paths or anywhere, before it is read. Answers how many. */
  prune(under: readonly string[]): number;
  /** Removes everything. */
  removeAll(): void;
  /** Files with what the index holds of them, which tells whether they must be read. */
  known(files: readonly FilePlace[]): FileToRead[];
  /** Of some files: those that it has never held, those that are gone or too large, and the others. */
  sort(files: readonly FilePlace[], maxBytes: number): { unknown: string[]; gone: string[]; toRead: FileToRead[] };
  /** Puts in what was read; answers how many files were not in it with that text. */
  put(read: FilesRead): number;
  /** Reads files into the index; answers how many of them were not in it with that text. */
  read(files: readonly FilePlace[]): number;
  /** Reads again what the index holds of these, or takes it out; answers which it has never held. */
  refresh(files: readonly FilePlace[], maxBytes: number): string[];
  /** A file's text as it is on the disk now; undefined where no pass was told of its folder. */
  textOf(path: string): string | undefined;
  outlined(newest: number): OutlinedFile[];
  putSymbols(path: string, hash: string, symbols: readonly FileSymbol[]): void;
  holds(): { files: number; symbols: number };
  /** Does some of what can wait; answers whether there is more. */
  tidy(): boolean;
}

export function createFileTable(db: DatabaseSync, outline: OutlineText): FileTable {
  const statements = prepareStatements(db);
  const symbolTable = createSymbolTable(db);
  const postings = createPostingTable(db);
  const put = createPut(db, { statements, symbolTable, imports: createImportTable(db), postings });
  const folders = createFoldersTold();
  /** By the id of a file that was there when the newest pass began, whether it was told of it. */
  let told = new Uint8Array(0);
  const known: FileTable['known'] = (files) =>
    files.map((place) => ({ ...place, hash: textValue(statements.hashOf.get(place.path)?.['hash']) }));
  const sort: FileTable['sort'] = (files, maxBytes) => {
    const all = known(files);
    const held = all.filter(({ hash }) => hash !== undefined);
    const fits = ({ file }: FilePlace) => (statsOf(file)?.size ?? Infinity) <= maxBytes;
    return {
      unknown: all.filter(({ hash }) => hash === undefined).map(({ path }) => path),
      gone: held.filter((place) => !fits(place)).map(({ path }) => path),
      toRead: held.filter(fits),
    };
  };
  return {
    begin() {
      told = new Uint8Array(Number(statements.lastId.get()?.['id'] ?? 0) + 1);
      folders.begin();
    },
    changed(files, maxBytes) {
      const held = new Map<unknown, Record<string, unknown>>();
      for (const row of statements.stampsOf.iterate(JSON.stringify(files.map(({ path }) => path))))
        held.set(row['path'], row);
      return files.flatMap(({ path, file }) => {
        const stats = statsOf(file);
        // What is gone, a link, or too large is not told of, so `prune` removes it.
        if (!stats || stats.size > maxBytes) return [];
        folders.tell(path, file);
        const row = held.get(path);
        if (row) told[Number(row['id'])] = 1;
        return row?.['stamp'] === stampFor(stats) ? [] : [{ path, file, size: stats.size }];
      });
    },
    known,
    sort,
    put,
    read: (files) => put(readFiles(known(files), outline)),
    refresh(files, maxBytes) {
      const { unknown, gone, toRead } = sort(files, maxBytes);
      const read = readFiles(toRead, outline);
      put({ ...read, gone: [...read.gone, ...gone] });
      return unknown;
    },
    textOf(path) {
      const file = folders.fileOf(path);
      return file === undefined ? undefined : bytesOf(file)?.toString('utf8');
    },
    prune(under) {
      const gone: number[] = [];
      // What came in since the pass began came from another window, which has just seen it.
      for (const row of statements.all.iterate())
        if (told[Number(row['id'])] === 0 && isUnder(String(row['path']), under)) gone.push(Number(row['id']));
      inTransaction(db, () => gone.forEach((id) => statements.remove.run(id)));
      return gone.length;
    },
    removeAll: () => inTransaction(db, () => db.exec(emptied)),
    outlined: (newest) => outlinedFiles(db, newest),
    putSymbols: (path, hash, symbols) =>
      inTransaction(db, () => {
        const known = statements.hashOf.get(path);
        if (known?.['hash'] !== hash) return;
        const id = Number(known['id']);
        symbolTable.begin();
        if (symbols.length > 0) symbolTable.improve(id, symbols);
        statements.setSource.run(symbols.length > 0 ? 'server' : 'asked', id);
      }),
    tidy: createTidyIndex(db, postings),
    holds() {
      const { files, symbols } = statements.counts.get() ?? {};
      return { files: Number(files), symbols: Number(symbols ?? 0) };
    },
  };
}

function prepareStatements(db: DatabaseSync) {
  return {
    lastId: db.prepare('SELECT max(id) AS id FROM files'),
    all: db.prepare('SELECT id, path FROM files'),
    remove: db.prepare('DELETE FROM files WHERE id = ?'),
    // One statement for all of them costs less than half of one for each.
    stampsOf: db.prepare('SELECT id, path, stamp FROM files WHERE path IN (SELECT value FROM json_each(?))'),
    hashOf: db.prepare('SELECT id, hash FROM files WHERE path = ?'),
    putFile: db.prepare(
      `INSERT INTO files (path, hash, size, mtime, stamp, language, symbols, source)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'outline')
       ON CONFLICT (path) DO UPDATE SET hash = excluded.hash, size = excluded.size, mtime = excluded.mtime,
         stamp = excluded.stamp, language = excluded.language, symbols = excluded.symbols, source = 'outline'
       RETURNING id`,
    ),
    touchFile: db.prepare('UPDATE files SET mtime = ?, stamp = ? WHERE path = ?'),
    setSource: db.prepare(
      'UPDATE files SET source = ?, symbols = (SELECT count(*) FROM symbols WHERE file = files.id) WHERE id = ?',
    ),
    counts: db.prepare(`SELECT count(*) AS files, sum(symbols) AS symbols FROM files WHERE language <> 'binary'`),
    removeFile: db.prepare('DELETE FROM files WHERE path = ?'),
    nextChunk: db.prepare('SELECT next_chunk FROM progress'),
    setNextChunk: db.prepare('UPDATE progress SET next_chunk = ?'),
    joinSoon: db.prepare(`UPDATE progress SET joined_to = ''`),
    removeChunks: db.prepare('DELETE FROM chunks WHERE file = ?'),
    addChunks: db.prepare('INSERT INTO chunks (file, first, lengths, lines, names) VALUES (?, ?, ?, ?, ?)'),
  };
}

interface Tables {
  readonly statements: ReturnType<typeof prepareStatements>;
  readonly symbolTable: SymbolTable;
  readonly imports: ImportTable;
  readonly postings: PostingTable;
}

/** Where so few files were read, what they replace is taken out at once. */
const fewFiles = 50;

/** Puts in what was read, in one transaction. Answers how many files were not held with that text. */
function createPut(db: DatabaseSync, tables: Tables): (read: FilesRead) => number {
  const { statements, postings } = tables;
  return ({ gone, same, files, terms }) => {
    inTransaction(db, () => {
      for (const path of gone) statements.removeFile.run(path);
      for (const { path, mtime, stamp } of same) statements.touchFile.run(mtime, stamp, path);
      if (files.length === 0) return;
      const first = Number(statements.nextChunk.get()?.['next_chunk']);
      let next = first;
      tables.symbolTable.begin();
      for (const file of files) next = putFile(tables, file, next);
      postings.put(first, terms);
      statements.setNextChunk.run(next);
      if (files.length > fewFiles) statements.joinSoon.run();
    });
    if (files.length > 0 && files.length <= fewFiles) {
      const known = knownChunks(db);
      inTransaction(db, () => postings.join(terms.terms.split(' '), known, true));
    }
    return files.filter(({ language }) => language !== 'binary').length;
  };
}

/** @returns the id of the chunk after its last one */
function putFile({ statements, symbolTable, imports }: Tables, file: FileRead, first: number): number {
  const { path, hash, size, mtime, stamp, language, symbols, chunks } = file;
  const id = Number(statements.putFile.get(path, hash, size, mtime, stamp, language, symbols.length)?.['id']);
  symbolTable.put(id, symbols);
  imports.put(id, file.imports);
  statements.removeChunks.run(id);
  const { lengths, lines, names } = chunks;
  if (lengths.length > 0) statements.addChunks.run(id, first, bytesOfNumbers(lengths), bytesOfNumbers(lines), names);
  return first + lengths.length;
}

/** The code among the files that changed last, of which only the outline has told. */
function outlinedFiles(db: DatabaseSync, newest: number): OutlinedFile[] {
  return db
    .prepare(`SELECT path, hash, source, language FROM files ORDER BY mtime DESC, path LIMIT ?`)
    .all(newest)
    .filter((row) => row['source'] === 'outline' && isCode(String(row['language'])))
    .map((row): OutlinedFile => ({
      path: String(row['path']),
      hash: String(row['hash']),
      extension: extensionOf(String(row['path'])),
    }));
}

function textValue(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
