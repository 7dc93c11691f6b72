import { messageOf } from '../../base/errors';
import { isFull } from '../store/storeErrors';
import type { WorkerFailure } from '../workerCalls';

/** What is said where SQLite was built without what the index needs. Flux works without an index. */
const noFullText =
  'This editor’s SQLite has no full-text search (FTS5), so there is no code index. Flux searches the files instead.';

/** An error of the index in words for the person; one that is neither the disk's nor SQLite's is a bug. */
export function indexFailure(error: unknown, file: string): WorkerFailure {
  const isOfDisk = error instanceof Error && ('errcode' in error || 'syscall' in error);
  if (!isOfDisk) return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  return { reason: 'index_failed', message: sentenceOf(error, file), retryable: isFull(error) };
}

function sentenceOf(error: unknown, file: string): string {
  const why = messageOf(error);
  if (isFull(error) || (error as NodeJS.ErrnoException).code === 'ENOSPC')
    return 'The disk is full, so the code index cannot be kept. Free some space and try again.';
  if (/no such module: fts5/.test(why)) return noFullText;
  return (
    `The code index cannot be used (${why}). Check that ${file} and its folder are writable and that the disk has ` +
    'room, then try again.'
  );
}
