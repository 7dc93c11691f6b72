import type { DatabaseSync } from 'node:sqlite';
import type { StoreOperations } from './storeProtocol';
import { inTransaction } from './transaction';

/** Small texts under their names. */
export function createNoteTable(db: DatabaseSync): Pick<StoreOperations, 'putNote' | 'getNote'> {
  const put = db.prepare(
    'INSERT INTO notes (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text',
  );
  const count = db.prepare('UPDATE writes SET count = count + 1');
  const get = db.prepare('SELECT text FROM notes WHERE name = ?');
  return {
    putNote: (name, text) =>
      inTransaction(db, () => {
        put.run(name, text);
        count.run();
      }),
    getNote(name) {
      const text = get.get(name)?.['text'];
      return typeof text === 'string' ? text : undefined;
    },
  };
}
