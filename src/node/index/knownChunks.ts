import type { DatabaseSync } from 'node:sqlite';

/** What is known of all chunks, by their ids; 0 where there is no such chunk. A file's chunks have ids in a row. */
export interface KnownChunks {
  readonly fileOf: Uint32Array;
  /** In terms. */
  readonly lengthOf: Uint32Array;
  /** By a file's id: the terms of all its chunks. */
  readonly fileLengths: Uint32Array;
  readonly totals: { readonly chunks: number; readonly files: number; readonly terms: number };
}

export const noChunks: KnownChunks = {
  fileOf: new Uint32Array(0),
  lengthOf: new Uint32Array(0),
  fileLengths: new Uint32Array(0),
  totals: { chunks: 0, files: 0, terms: 0 },
};

/** One for each connection, as what it reads is. */
const readers = new WeakMap<DatabaseSync, () => KnownChunks>();

/**
 * Which chunks there are now. They are not all read each time: only what was put in or taken out since the last time,
 * or everything where another window wrote. Not to be asked within a transaction, which may come to nothing.
 */
export function knownChunks(db: DatabaseSync): KnownChunks {
  const reader = readers.get(db) ?? createReader(db);
  readers.set(db, reader);
  return reader();
}

function createReader(db: DatabaseSync): () => KnownChunks {
  // Of this connection alone, and undone together with what they tell of.
  db.exec(`
    CREATE TEMP TABLE IF NOT EXISTS chunks_gone (first INTEGER NOT NULL);
    CREATE TEMP TRIGGER IF NOT EXISTS chunks_removed AFTER DELETE ON main.chunks BEGIN
      INSERT INTO chunks_gone VALUES (old.first);
    END;
  `);
  const version = db.prepare('PRAGMA data_version');
  const added = db.prepare('SELECT file, first, lengths FROM chunks WHERE first >= ? ORDER BY first');
  const gone = db.prepare('SELECT first FROM chunks_gone');
  const forget = db.prepare('DELETE FROM chunks_gone');
  let read: unknown;
  let next = 0;
  let known = noChunks;

  const remove = (first: number) => {
    const file = known.fileOf[first] ?? 0;
    if (file === 0) return;
    let count = 0;
    let terms = 0;
    for (let id = first; known.fileOf[id] === file; id++, count++) {
      terms += known.lengthOf[id] ?? 0;
      known.fileOf[id] = 0;
    }
    known.fileLengths[file] = 0;
    known = { ...known, totals: plus(known.totals, -count, -1, -terms) };
  };
  const add = (file: number, first: number, lengths: Uint32Array) => {
    if (lengths.length === 0) return;
    const fileOf = withRoom(known.fileOf, first + lengths.length + 1);
    const lengthOf = withRoom(known.lengthOf, first + lengths.length + 1);
    const fileLengths = withRoom(known.fileLengths, file + 1);
    const terms = lengths.reduce((sum, length) => sum + length, 0);
    fileOf.fill(file, first, first + lengths.length);
    lengthOf.set(lengths, first);
    fileLengths[file] = terms;
    known = { fileOf, lengthOf, fileLengths, totals: plus(known.totals, lengths.length, 1, terms) };
    next = first + lengths.length;
  };
  return () => {
    const now = version.get()?.['data_version'];
    if (now !== read) [read, next, known] = [now, 0, noChunks];
    const removed = gone.all();
    for (const row of removed) remove(Number(row['first']));
    if (removed.length > 0) forget.run();
    for (const row of added.iterate(next)) add(Number(row['file']), Number(row['first']), numbersIn(row['lengths']));
    return known;
  };
}

/** The numbers that a column of bytes holds. */
export function numbersIn(bytes: unknown): Uint32Array {
  if (!(bytes instanceof Uint8Array)) return new Uint32Array(0);
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}

/** Numbers as a column holds them. */
export function bytesOfNumbers(numbers: Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

function plus(totals: KnownChunks['totals'], chunks: number, files: number, terms: number): KnownChunks['totals'] {
  return { chunks: totals.chunks + chunks, files: totals.files + files, terms: totals.terms + terms };
}

/** A list with room for so many numbers: the same one, or a larger one that holds what it held. */
export function withRoom<T extends Uint32Array | Float64Array>(numbers: T, size: number): T {
  if (numbers.length >= size) return numbers;
  const make = numbers.constructor as new (length: number) => T;
  const larger = new make(Math.max(size, Math.ceil(numbers.length * 1.5)));
  larger.set(numbers);
  return larger;
}
