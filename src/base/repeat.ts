import type { Disposable } from './disposables';

/** When, in milliseconds, a job runs again after it has ended, and after it has failed. */
export interface RepeatTimes {
  readonly everyMs: number;
  readonly afterFailureMs: number;
}

/** A job that runs again and again until it is disposed. */
export interface Repeating extends Disposable {
  /** A job that rests runs now. */
  wake(): void;
}

/**
 * Runs a job again and again until it is disposed, never twice at a time.
 * @param mayRest whether it need not run again before somebody wakes it; asked after each time
 */
export function repeat(
  job: () => Promise<void>,
  { everyMs, afterFailureMs }: RepeatTimes,
  onFailure: (error: unknown) => void,
  mayRest: () => boolean = () => false,
): Repeating {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  let isResting = false;
  const next = (ms: number) => {
    if (stopped) return;
    timer = setTimeout(() => {
      job().then(
        () => (mayRest() ? (isResting = true) : next(everyMs)),
        (error: unknown) => {
          onFailure(error);
          next(afterFailureMs);
        },
      );
    }, ms);
  };
  next(everyMs);
  return {
    wake() {
      if (!isResting) return;
      isResting = false;
      next(0);
    },
    dispose() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
