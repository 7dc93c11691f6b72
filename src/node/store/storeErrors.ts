import { FluxError, messageOf } from '../../base/errors';

/** Primary result codes of SQLite, https://www.sqlite.org/rescode.html */
const ofStatement = 1;
const busy = 5;
const readOnly = 8;
const ioError = 10;
const corrupt = 11;
const full = 13;
const cannotOpen = 14;
const constraint = 19;
const mismatch = 20;
const notADatabase = 26;

/** The primary result code of an error of `node:sqlite`; undefined for any other error. */
function codeOf(error: unknown): number | undefined {
  const extended = error instanceof Error ? (error as Error & { errcode?: unknown }).errcode : undefined;
  return typeof extended === 'number' ? extended & 0xff : undefined;
}

/** Whether another connection holds the lock for now. */
export function isBusy(error: unknown): boolean {
  return codeOf(error) === busy;
}

/** Whether there is no room on the disk. */
export function isFull(error: unknown): boolean {
  return codeOf(error) === full;
}

/** Whether the file is no database or a broken one. */
export function isDamaged(error: unknown): boolean {
  const code = codeOf(error);
  return code === corrupt || code === notADatabase;
}

/**
 * Whether what stands in the file cannot be what its only writer has written, though SQLite sees no damage: tables that
 * are not there, rows that contradict each other.
 */
export function isInconsistent(error: unknown): boolean {
  const code = codeOf(error);
  return code === ofStatement || code === constraint || code === mismatch;
}

/** An error of SQLite as a FluxError with a sentence; other errors come back as they are. */
export function toStoreError(error: unknown, file: string): unknown {
  const fail = (sentence: string, retryable = false) =>
    new FluxError('store_failed', sentence, { cause: error, retryable });
  const code = codeOf(error);
  if (code === undefined) {
    const isOfFileSystem = error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
    return isOfFileSystem
      ? fail(
          `The session store cannot be used (${error.message}). Check ${file} and its folder, then reload the window.`,
        )
      : error;
  }
  switch (code) {
    case busy:
      return fail('Another window has locked the session store. Try again.', true);
    case readOnly:
      return fail(`The session store is read-only. Make ${file} and its folder writable, then reload the window.`);
    case full:
      return fail('The disk is full, so nothing more can be recorded. Free some space and try again.', true);
    case cannotOpen:
      return fail(
        `The session store cannot be opened. Check that the folder of ${file} exists and is writable, then ` +
          `reload the window.`,
      );
    case ioError:
      return fail(
        `The disk failed while the session store was used (${messageOf(error)}). Check the disk that holds ${file}.`,
        true,
      );
    case corrupt:
    case notADatabase:
      return fail(
        `The session store ${file} is damaged. Reload the window. The file is then set aside, not deleted, and a new ` +
          `one is created.`,
      );
    default:
      return fail(`The session store failed: ${messageOf(error)}. Try again; if it keeps failing, reload the window.`);
  }
}
