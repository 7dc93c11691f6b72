import { CancelledError } from './errors';

/** Room for so many at once; who comes later waits in a row. */
export interface Semaphore {
  /** Resolves with what gives the place back. Rejects with a CancelledError when the signal fires first. */
  acquire(signal: AbortSignal, waits?: () => void): Promise<() => void>;
}

/** @param most how many places there are, asked each time */
export function createSemaphore(most: () => number): Semaphore {
  let taken = 0;
  const row: (() => void)[] = [];
  const leave = () => {
    taken--;
    while (taken < most() && row.length > 0) {
      taken++;
      row.shift()?.();
    }
  };
  const once = () => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      leave();
    };
  };
  return {
    acquire(signal, waits) {
      if (signal.aborted) return Promise.reject(new CancelledError());
      if (taken < most()) {
        taken++;
        return Promise.resolve(once());
      }
      waits?.();
      return new Promise((resolve, reject) => {
        const enter = () => {
          signal.removeEventListener('abort', abandon);
          resolve(once());
        };
        const abandon = () => {
          const at = row.indexOf(enter);
          if (at >= 0) row.splice(at, 1);
          reject(new CancelledError());
        };
        signal.addEventListener('abort', abandon, { once: true });
        row.push(enter);
      });
    },
  };
}
