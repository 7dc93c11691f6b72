import { DatabaseSync } from 'node:sqlite';
import { mostFound, type Way } from './way';
import { windowsOf } from './windows';

/**
 * SQLite's full-text search as it comes: its own tokenizer, any of the words, bm25 with its defaults. A row a file where
 * files are wanted, else a row a window.
 */
export function fts5Plain(): Way {
  const db = new DatabaseSync(':memory:');
  const tables = { files: openTable(db, 'files'), places: openTable(db, 'places') };
  return {
    async take({ put, gone }) {
      db.exec('BEGIN');
      for (const path of [...gone, ...put.keys()]) {
        tables.files.remove(path);
        tables.places.remove(path);
      }
      for (const [path, text] of put) {
        tables.files.add({ path, from: 1, to: text.split('\n').length, text });
        for (const window of windowsOf(path, text)) tables.places.add(window);
      }
      db.exec('COMMIT');
    },
    async find(question, what) {
      const words = [...new Set(question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])];
      return words.length === 0 ? [] : tables[what].find(words.map((word) => `"${word}"`).join(' OR '));
    },
    async close() {
      db.close();
    },
  };
}

function openTable(db: DatabaseSync, name: string) {
  db.exec(`CREATE VIRTUAL TABLE ${name} USING fts5 (path, text)`);
  db.exec(`CREATE TABLE ${name}_rows (id INTEGER PRIMARY KEY, path TEXT, first INTEGER, last INTEGER)`);
  db.exec(`CREATE INDEX ${name}_paths ON ${name}_rows (path)`);
  const addRow = db.prepare(`INSERT INTO ${name}_rows (path, first, last) VALUES (?, ?, ?)`);
  const addText = db.prepare(`INSERT INTO ${name} (rowid, path, text) VALUES (?, ?, ?)`);
  const removeText = db.prepare(`DELETE FROM ${name} WHERE rowid IN (SELECT id FROM ${name}_rows WHERE path = ?)`);
  const removeRows = db.prepare(`DELETE FROM ${name}_rows WHERE path = ?`);
  const find = db.prepare(
    `SELECT rows.path, rows.first, rows.last FROM ${name} JOIN ${name}_rows AS rows ON rows.id = ${name}.rowid
     WHERE ${name} MATCH ? ORDER BY rank LIMIT ${mostFound}`,
  );
  return {
    remove(path: string) {
      removeText.run(path);
      removeRows.run(path);
    },
    add({ path, from, to, text }: { path: string; from: number; to: number; text: string }) {
      addText.run(addRow.run(path, from, to).lastInsertRowid, path, text);
    },
    find: (query: string) =>
      find
        .all(query)
        .map((row) => ({ path: String(row['path']), from: Number(row['first']), to: Number(row['last']) })),
  };
}
