import type { DatabaseSync } from 'node:sqlite';
import type { StoreOperations } from './storeProtocol';
import type { WriteCount } from './writeCount';

/** Small texts under their names. */
export function createNoteTable(
  db: DatabaseSync,
  writes: WriteCount,
): Pick<StoreOperations, 'putNote' | 'swapNote' | 'getNote'> {
  const put = db.prepare(
    'INSERT INTO notes (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text',
  );
  const get = db.prepare('SELECT text FROM notes WHERE name = ?');
  const getNote = (name: string): string | undefined => {
    const text = get.get(name)?.['text'];
    return typeof text === 'string' ? text : undefined;
  };
  return {
    putNote: (name, text) => void writes.write(() => put.run(name, text)),
    swapNote: (name, from, to) =>
      writes.write(() => {
        if (getNote(name) !== from) return false;
        put.run(name, to);
        return true;
      }),
    getNote,
  };
}
