import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, type Stats } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { OutlineEntry } from '../../outlines/outlineEntry';
import { createChunkTable, type ChunkTable } from './chunkTable';
import { createImportTable, type ImportTable } from './importTable';
import { bareName, humpsOf } from './matchName';
import type { FilePlace } from '../../contracts/ports';
import type { FileSymbol, IndexOperations, OutlinedFile } from './indexProtocol';
import { extensionOf, isCode, languageOf } from './languages';
import { inTransaction } from '../store/transaction';
import { isUnder } from '../../base/isUnder';
import { firstChars } from '../../base/text';

/** A file written less than that before it was read, in ms, may be written again without its time or size changing. */
const tooFresh = 2_000;
/** What a generated file may hold at most. */
const maxSymbolsPerFile = 5_000;
const maxNameLength = 200;

type FileOperations = Pick<IndexOperations, 'begin' | 'changed' | 'prune' | 'outlined' | 'putSymbols' | 'holds'> & {
  read(files: readonly FilePlace[]): number;
  refresh(files: readonly FilePlace[], maxBytes: number): string[];
  /** A file's text as it is on the disk now; undefined where the newest pass was not told of it. */
  textOf(path: string): string | undefined;
};

type OutlineText = (text: string, path: string) => OutlineEntry[];

/** The files that the index holds, and their symbols. A binary file is held without symbols, and not counted. */
export function createFileTable(db: DatabaseSync, outline: OutlineText): FileOperations {
  const statements = prepareStatements(db);
  const chunks = createChunkTable(db);
  const imports = createImportTable(db);
  /** Where the files of the newest pass lie, by path. */
  let told = new Map<string, string>();
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
    read: (files) =>
      inTransaction(db, () =>
        files.reduce((count, place) => count + (readOne({ statements, chunks, imports, outline }, place) ? 1 : 0), 0),
      ),
    refresh(files, maxBytes) {
      const isHeld = ({ path }: FilePlace) => statements.hashOf.get(path) !== undefined;
      const unknown = files.filter((place) => !isHeld(place)).map(({ path }) => path);
      inTransaction(db, () => {
        for (const place of files.filter(isHeld)) {
          const stats = statsOf(place.file);
          if (!stats || stats.size > maxBytes) statements.removeFile.run(place.path);
          else readOne({ statements, chunks, imports, outline }, place);
        }
      });
      return unknown;
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
        if (symbols.length > 0) {
          statements.removeNamed.run(id);
          addSymbols(statements, id, symbols);
        }
        statements.setSource.run(symbols.length > 0 ? 'server' : 'asked', id);
      }),
    holds: () => ({
      files: Number(db.prepare(`SELECT count(*) AS count FROM files WHERE language <> 'binary'`).get()?.['count']),
      symbols: Number(db.prepare('SELECT count(*) AS count FROM symbols').get()?.['count']),
    }),
  };
}

type Statements = ReturnType<typeof prepareStatements>;

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
    touchFile: db.prepare('UPDATE files SET mtime = ?, stamp = ? WHERE id = ?'),
    setSource: db.prepare('UPDATE files SET source = ? WHERE id = ?'),
    removeFile: db.prepare('DELETE FROM files WHERE path = ?'),
    removeSymbols: db.prepare('DELETE FROM symbols WHERE file = ?'),
    // Of tests only the outline knows the titles.
    removeNamed: db.prepare(`DELETE FROM symbols WHERE file = ? AND kind NOT IN ('test', 'call')`),
    addSymbol: db.prepare('INSERT INTO symbols (file, name, kind, line, bare, humps) VALUES (?, ?, ?, ?, ?, ?)'),
  };
}

interface Tables {
  readonly statements: Statements;
  readonly chunks: ChunkTable;
  readonly imports: ImportTable;
  readonly outline: OutlineText;
}

/** Brings one file up to date. @returns whether its text was read */
function readOne({ statements, chunks, imports, outline }: Tables, { path, file }: FilePlace): boolean {
  const now = Date.now();
  const stats = statsOf(file);
  const bytes = stats && bytesOf(file);
  if (!stats || !bytes) {
    statements.removeFile.run(path);
    return false;
  }
  const stamp = now - Math.max(stats.mtimeMs, stats.ctimeMs) < tooFresh ? '' : stampFor(stats);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  const known = statements.hashOf.get(path);
  if (known?.['hash'] === hash) {
    statements.touchFile.run(stats.mtimeMs, stamp, known['id'] ?? null);
    return false;
  }
  const text = bytes.subarray(0, 8192).includes(0) ? undefined : bytes.toString('utf8');
  const language = text === undefined ? 'binary' : languageOf(path);
  const id = Number(statements.putFile.get(path, hash, stats.size, stats.mtimeMs, stamp, language)?.['id']);
  statements.removeSymbols.run(id);
  const entries = text === undefined ? [] : outlineSafely(outline, text, path);
  addSymbols(statements, id, entries);
  chunks.put(id, path, text ?? '', entries);
  imports.put(id, path, text ?? '');
  return text !== undefined;
}

/** One file that no outline can be made of must not keep the others out. */
function outlineSafely(outline: OutlineText, text: string, path: string): OutlineEntry[] {
  try {
    return outline(text, path);
  } catch {
    return [];
  }
}

function addSymbols({ addSymbol }: Statements, file: number, symbols: readonly FileSymbol[]): void {
  for (const symbol of symbols.slice(0, maxSymbolsPerFile)) {
    const name = firstChars(symbol.name.replace(/\s+/g, ' ').trim(), maxNameLength);
    if (name === '') continue;
    const bare = bareName(name);
    addSymbol.run(file, name, symbol.kind, symbol.line, bare.toLowerCase(), humpsOf(bare));
  }
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

/** The time of writing can be set, and copying keeps it; that of the last change of status cannot. */
function stampFor({ mtimeMs, ctimeMs, size, ino }: Stats): string {
  return `${mtimeMs}:${ctimeMs}:${size}:${ino}`;
}

/** Undefined for what is no ordinary file: gone, a folder, a link, a pipe. */
function statsOf(file: string): Stats | undefined {
  try {
    const stats = lstatSync(file, { throwIfNoEntry: false });
    return stats?.isFile() ? stats : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined for a file that has just gone or may not be read. */
function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
