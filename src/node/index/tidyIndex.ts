import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../store/transaction';
import { knownChunks } from './knownChunks';
import type { PostingTable } from './postingTable';

/** So many terms and names are dealt with in one step, which takes some milliseconds. */
const termsAtOnce = 500;
const namesAtOnce = 1_000;
/** With more ids that no chunk has any more, as a part of all, rows are joined to take these out. */
const manyGone = 0.1;

/**
 * What can wait until nobody waits for the index, a step at a time; all is found before, only more slowly. A step
 * answers whether there is more to do.
 */
export function createTidyIndex(db: DatabaseSync, postings: PostingTable): () => boolean {
  const progress = db.prepare('SELECT next_chunk, last_name, joined_to FROM progress');
  const setLastName = db.prepare('UPDATE progress SET last_name = ?');
  const setJoinedTo = db.prepare('UPDATE progress SET joined_to = ?');
  const lastOfSome = db.prepare('SELECT max(id) AS id FROM (SELECT id FROM names WHERE id > ? ORDER BY id LIMIT ?)');
  const addParts = db.prepare(
    'INSERT INTO name_parts (rowid, name) SELECT id, name FROM names WHERE id > ? AND id <= ?',
  );

  const addNames = (after: number): boolean =>
    inTransaction(db, () => {
      const last = lastOfSome.get(after, namesAtOnce)?.['id'];
      if (typeof last !== 'number') return false;
      addParts.run(after, last);
      setLastName.run(last);
      return true;
    });
  const joinRows = (after: string, nextChunk: number): true => {
    const known = knownChunks(db);
    const isThorough = nextChunk - known.totals.chunks > nextChunk * manyGone;
    inTransaction(db, () => {
      const terms = postings.after(after, termsAtOnce);
      postings.join(terms, known, isThorough);
      setJoinedTo.run(terms.at(-1) ?? null);
    });
    return true;
  };
  return () => {
    const { next_chunk: nextChunk, last_name: lastName, joined_to: joinedTo } = progress.get() ?? {};
    return typeof joinedTo === 'string' ? joinRows(joinedTo, Number(nextChunk)) : addNames(Number(lastName));
  };
}
