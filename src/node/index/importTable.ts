import type { DatabaseSync } from 'node:sqlite';
import { importKey } from '../../outlines/imports/importedFile';

/** Puts what files import into the index. */
export interface ImportTable {
  /** Replaces what the index holds of a file: the names by which it imports others. */
  put(file: number, names: readonly string[]): void;
}

/** What the files of the index import, by the names that they use: which files these mean is found out when asked. */
export function createImportTable(db: DatabaseSync): ImportTable {
  const add = db.prepare('INSERT INTO imports (file, name, key) VALUES (?, ?, ?)');
  const remove = db.prepare('DELETE FROM imports WHERE file = ?');
  return {
    put(file, names) {
      remove.run(file);
      for (const name of names) add.run(file, name, importKey(name));
    },
  };
}
