import type { Disposable } from './disposables';

/** When, in milliseconds, a job runs again after it has ended, and after it has failed. */
export interface RepeatTimes {
  readonly everyMs: number;
  readonly afterFailureMs: number;
}

/** Runs a job again and again until it is disposed, never twice at a time. */
export function repeat(
  job: () => Promise<void>,
  { everyMs, afterFailureMs }: RepeatTimes,
  onFailure: (error: unknown) => void,
): Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const next = (ms: number) => {
    if (stopped) return;
    timer = setTimeout(() => {
      job().then(
        () => next(everyMs),
        (error: unknown) => {
          onFailure(error);
          next(afterFailureMs);
        },
      );
    }, ms);
  };
  next(everyMs);
  return {
    dispose() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
