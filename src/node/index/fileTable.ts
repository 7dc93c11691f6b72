import type { DatabaseSync } from 'node:sqlite';
import { isUnder } from '../../base/isUnder';
import type { FilePlace } from '../../contracts/ports';
import { inTransaction } from '../store/transaction';
import type { IndexOperations, OutlinedFile } from './indexProtocol';
import { bytesOfNumbers, knownChunks } from './knownChunks';
import { extensionOf, isCode } from './languages';
import { createPostingTable, type PostingTable } from './postingTable';
import { bytesOf, readFiles, stampFor, statsOf, type FileRead, type FilesRead, type OutlineText } from './readFiles';
import { createSymbolTable, type SymbolTable } from './symbolTable';
import { createTidyIndex } from './tidyIndex';

type FileOperations = Pick<IndexOperations, 'begin' | 'changed' | 'prune' | 'outlined' | 'putSymbols' | 'holds'> & {
  /** Puts in what was read of some files; answers how many of them were not held with that text. */
  put(read: FilesRead): number;
  read(files: readonly FilePlace[]): number;
  refresh(files: readonly FilePlace[], maxBytes: number): string[];
  /** Does some of what can wait; answers whether there is more. */
  tidy(): boolean;
  /** A file's text as it is on the disk now; undefined where the newest pass was not told of it. */
  textOf(path: string): string | undefined;
};

/** The files that the index holds, and their symbols. A binary file is held without symbols, and not counted. */
export function createFileTable(db: DatabaseSync, outline: OutlineText): FileOperations {
  const statements = prepareStatements(db);
  const symbolTable = createSymbolTable(db);
  const postings = createPostingTable(db);
  const put = createPut(db, { statements, symbolTable, postings });
  /** Where the files of the newest pass lie, by path. */
  let told = new Map<string, string>();
  const withHash = (place: FilePlace) => ({ ...place, hash: textValue(statements.hashOf.get(place.path)?.['hash']) });
  return {
    begin: () => void (told = new Map()),
    changed: (files, maxBytes) =>
      files.filter(({ path, file }) => {
        const stats = statsOf(file);
        // What is gone, a link, or too large is not told of, so `prune` removes it.
        if (!stats || stats.size > maxBytes) return false;
        told.set(path, file);
        return statements.stampOf.get(path)?.['stamp'] !== stampFor(stats);
      }),
    put,
    read: (files) => put(readFiles(files.map(withHash), outline)),
    refresh(files, maxBytes) {
      const isHeld = ({ path }: FilePlace) => statements.hashOf.get(path) !== undefined;
      const held = files.filter(isHeld);
      const fits = ({ file }: FilePlace) => (statsOf(file)?.size ?? Infinity) <= maxBytes;
      const read = readFiles(held.filter(fits).map(withHash), outline);
      put({ ...read, gone: [...read.gone, ...held.filter((place) => !fits(place)).map(({ path }) => path)] });
      return files.filter((place) => !isHeld(place)).map(({ path }) => path);
    },
    textOf(path) {
      const file = told.get(path);
      return file === undefined ? undefined : bytesOf(file)?.toString('utf8');
    },
    prune(under) {
      const gone = db
        .prepare('SELECT path FROM files')
        .all()
        .map((row) => String(row['path']))
        .filter((path) => isUnder(path, under) && !told.has(path));
      inTransaction(db, () => gone.forEach((path) => statements.removeFile.run(path)));
      return gone.length;
    },
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
    holds: () => ({
      files: Number(db.prepare(`SELECT count(*) AS count FROM files WHERE language <> 'binary'`).get()?.['count']),
      symbols: Number(db.prepare('SELECT count(*) AS count FROM symbols').get()?.['count']),
    }),
  };
}

function prepareStatements(db: DatabaseSync) {
  return {
    stampOf: db.prepare('SELECT stamp FROM files WHERE path = ?'),
    hashOf: db.prepare('SELECT id, hash FROM files WHERE path = ?'),
    putFile: db.prepare(
      `INSERT INTO files (path, hash, size, mtime, stamp, language, source) VALUES (?, ?, ?, ?, ?, ?, 'outline')
       ON CONFLICT (path) DO UPDATE SET hash = excluded.hash, size = excluded.size, mtime = excluded.mtime,
         stamp = excluded.stamp, language = excluded.language, source = 'outline'
       RETURNING id`,
    ),
    touchFile: db.prepare('UPDATE files SET mtime = ?, stamp = ? WHERE path = ?'),
    setSource: db.prepare('UPDATE files SET source = ? WHERE id = ?'),
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
function putFile({ statements, symbolTable }: Tables, file: FileRead, first: number): number {
  const { path, hash, size, mtime, stamp, language, symbols, chunks } = file;
  const id = Number(statements.putFile.get(path, hash, size, mtime, stamp, language)?.['id']);
  symbolTable.put(id, symbols);
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
