import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './transaction';

/** Counts what is written, so that other windows notice. */
export interface WriteCount {
  /** Writes in one transaction, and counts that unless it answers false. */
  write<T>(work: () => T): T;
  /** How often others have written. */
  ofOthers(): number;
}

export function createWriteCount(db: DatabaseSync): WriteCount {
  const count = db.prepare('UPDATE writes SET count = count + 1');
  const read = db.prepare('SELECT count FROM writes');
  let own = 0;
  return {
    write(work) {
      const value = inTransaction(db, () => {
        const answer = work();
        if (answer !== false) count.run();
        return answer;
      });
      if (value !== false) own++;
      return value;
    },
    ofOthers: () => Number(read.get()?.['count'] ?? 0) - own,
  };
}
