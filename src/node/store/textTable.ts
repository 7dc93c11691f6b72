import type { DatabaseSync } from 'node:sqlite';
import { hashBytes } from './hashBytes';
import { packBytes, unpackBytes } from './packBytes';
import type { StoreOperations } from './storeProtocol';
import { inTransaction } from './transaction';

/**
 * How old the time of an entry may be before keeping it again renews it; far below the time that unnamed entries stay.
 */
const renewAfterMs = 60 * 60 * 1000;

/** Texts and bytes under their hash. A text is its UTF-8 bytes, so both share one table. */
export function createTextTable(
  db: DatabaseSync,
): Pick<StoreOperations, 'putText' | 'getText' | 'putBytes' | 'getBytes'> {
  const insert = db.prepare('INSERT INTO texts (key, packed, body, at) VALUES (?, ?, ?, ?)');
  // From the index alone: behind a large body, the time lies at the end of a long chain of pages.
  const readTime = db.prepare('SELECT at FROM texts INDEXED BY texts_by_key_and_time WHERE key = ?');
  const renew = db.prepare('UPDATE texts SET at = ? WHERE key = ?');
  const get = db.prepare('SELECT packed, body FROM texts WHERE key = ?');

  const put = (bytes: Uint8Array): string => {
    const key = hashBytes(bytes);
    const now = Date.now();
    const known = readTime.get(key)?.['at'];
    if (known === undefined) {
      const { packed, body } = packBytes(bytes);
      insert.run(key, packed ? 1 : 0, body, now);
    } else if (Number(known) < now - renewAfterMs) renew.run(now, key);
    return key;
  };
  const read = (key: string): Uint8Array | undefined => {
    const row = get.get(key);
    return row && unpackBytes(Boolean(row['packed']), row['body'] as Uint8Array);
  };
  return {
    putText: (text) => inTransaction(db, () => put(Buffer.from(text, 'utf8'))),
    getText: (key) => {
      const bytes = read(key);
      return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    },
    putBytes: (list) => (list.length === 0 ? [] : inTransaction(db, () => list.map(put))),
    getBytes: read,
  };
}
