/**
 * A mistake or a condition that a person can do something about. `reason` is a literal that code may branch on;
 * `message` is one or two sentences that say what happened and what to do.
 */
export class FluxError extends Error {
  override readonly name = 'FluxError';
  constructor(
    readonly reason: string,
    message: string,
    options?: { cause?: unknown; retryable?: boolean },
  ) {
    super(message, options);
    this.retryable = options?.retryable ?? false;
  }
  /** Whether the same call may succeed when made again later. */
  readonly retryable: boolean;

  /** Narrows an unknown error to a FluxError, and to one reason when that is given. */
  static is(error: unknown, reason?: string): error is FluxError {
    // By name: activation and what is loaded later are separate bundles, each with a class of its own.
    return (
      error instanceof Error &&
      error.name === 'FluxError' &&
      (reason === undefined || (error as FluxError).reason === reason)
    );
  }
}

/** A broken promise of our own code: nothing that a person did can be the cause. */
export class BugError extends Error {
  override readonly name = 'BugError';
}

/** Thrown where work stopped because somebody asked for it. Never shown as an error. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor(message = 'Cancelled.') {
    super(message);
  }
}

/** Whether the error only says that work was cancelled (ours, the platform's AbortError, or an SDK's). */
export function isCancelled(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'CancelledError' ||
    error.name === 'AbortError' ||
    error.name === 'APIUserAbortError' ||
    error.name === 'Canceled'
  );
}

/** Throws a CancelledError when the signal has fired. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new CancelledError();
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
