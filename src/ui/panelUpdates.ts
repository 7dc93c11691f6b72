import type { Disposable } from '../base/disposables';

/** Asks for work soon, again and again; the work runs at most once per interval and never twice at a time. */
export interface Throttled extends Disposable {
  request(): void;
}

/**
 * Runs `work` soon after each request, at least `intervalMs` apart. Requests that come while it runs lead to one more
 * run, so that the last one always counts. `work` must handle its own errors.
 */
export function throttled(intervalMs: number, work: () => Promise<void>): Throttled {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let again = false;
  let disposed = false;
  let lastStart = -Infinity;

  function request(): void {
    if (disposed) return;
    if (running) {
      again = true;
      return;
    }
    timer ??= setTimeout(() => void run(), Math.max(0, lastStart + intervalMs - Date.now()));
  }

  async function run(): Promise<void> {
    timer = undefined;
    running = true;
    lastStart = Date.now();
    try {
      await work();
    } finally {
      running = false;
      if (again) {
        again = false;
        request();
      }
    }
  }

  return {
    request,
    dispose() {
      disposed = true;
      clearTimeout(timer);
    },
  };
}
