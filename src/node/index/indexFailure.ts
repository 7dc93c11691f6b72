import { FluxError, messageOf } from '../../base/errors';
import { isBusy, isDamaged, isFull, isInconsistent } from '../store/storeErrors';
import type { WorkerFailure } from '../workerCalls';

/** What is said where SQLite was built without what the index needs. Flux works without an index. */
const noFullText =
  'This editor’s SQLite has no full-text search (FTS5), so there is no code index. Flux searches the files instead.';

/** The reason of a failure of a process that reads for the index. */
const damaged = 'index_damaged';

/** Whether the index is damaged, in whatever way. */
export function isSpoilt(error: unknown): boolean {
  return (
    isDamaged(error) ||
    isInconsistent(error) ||
    FluxError.is(error, damaged) ||
    (error as { code?: unknown }).code === 'ERR_OUT_OF_RANGE'
  );
}

/** An error of the index in words for the person; one that is neither the disk's nor SQLite's is a bug. */
export function indexFailure(error: unknown, file: string): WorkerFailure {
  if (error instanceof FluxError) return { reason: error.reason, message: error.message, retryable: error.retryable };
  if (isSpoilt(error) && !lacksFullText(error)) return { reason: damaged, message: messageOf(error) };
  const isOfDisk = error instanceof Error && ('errcode' in error || 'syscall' in error);
  if (!isOfDisk) return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  return { reason: 'index_failed', message: sentenceOf(error, file), retryable: isFull(error) || isBusy(error) };
}

function sentenceOf(error: unknown, file: string): string {
  const why = messageOf(error);
  if (isFull(error) || (error as NodeJS.ErrnoException).code === 'ENOSPC')
    return 'The disk is full, so the code index cannot be kept. Free some space and try again.';
  if (isBusy(error)) return 'Another window has locked the code index. Try again.';
  if (lacksFullText(error)) return noFullText;
  return (
    `The code index cannot be used (${why}). Check that ${file} and its folder are writable and that the disk has ` +
    'room, then try again.'
  );
}

function lacksFullText(error: unknown): boolean {
  return /no such module: fts5/.test(messageOf(error));
}

/** The error of what is asked when the worker, or a process that reads for it, has stopped. */
export function indexFailed(why: string): FluxError {
  return new FluxError('index_failed', `The code index has stopped working (${why}). Try again.`, { retryable: true });
}

/** The error of what is asked after the end. */
export function shutDown(): FluxError {
  return new FluxError(
    'index_failed',
    'The code index is closed because Flux is shutting down. Reload the window to continue.',
  );
}
