import type { DatabaseSync } from 'node:sqlite';
import { createReferences } from './references';

/** Free pages are used again, so the file is made smaller only when more than this is free, and that is most of it. */
const shrinkAboveBytes = 64 * 1024 * 1024;

/** Removes what no session names any more and gives room back to the disk. For a moment in which nobody waits. */
export function tidy(db: DatabaseSync): void {
  try {
    createReferences(db).sweep();
    const number = (pragma: string) => Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
    const free = number('freelist_count');
    if (free * number('page_size') > shrinkAboveBytes && free * 2 > number('page_count')) db.exec('VACUUM');
  } catch {
    // Another window writes, or the disk is full: the next opening tries again.
  }
}
