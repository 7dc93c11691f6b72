import type { DatabaseSync } from 'node:sqlite';
import { deflateSync, inflateSync } from 'node:zlib';
import { hashText } from '../hash';
import type { StoreOperations } from './storeProtocol';

/** Longer texts are compressed, in bytes. */
const packAbove = 4096;

/** Texts under their hash. */
export function createTextTable(db: DatabaseSync): Pick<StoreOperations, 'putText' | 'getText'> {
  const put = db.prepare('INSERT INTO texts (key, packed, body, at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET at = excluded.at');
  const get = db.prepare('SELECT packed, body FROM texts WHERE key = ?');
  return {
    putText(text) {
      const key = hashText(text);
      const bytes = Buffer.from(text, 'utf8');
      const packed = bytes.length > packAbove;
      put.run(key, packed ? 1 : 0, packed ? deflateSync(bytes) : bytes, Date.now());
      return key;
    },
    getText(key) {
      const row = get.get(key);
      if (!row) return undefined;
      const body = Buffer.from(row['body'] as Uint8Array);
      return (row['packed'] ? inflateSync(body) : body).toString('utf8');
    },
  };
}
