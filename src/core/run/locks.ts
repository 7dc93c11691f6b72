import type { Lock } from '../../contracts/tool';
import { CancelledError } from '../../base/errors';

/** Grants sets of locks, all of a set at once, in the order of asking where they conflict. */
export interface Locks {
  /** Resolves with the release once the whole set is free. Rejects with a CancelledError when the signal fires first. */
  acquire(wanted: readonly Lock[], signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  readonly wanted: readonly Lock[];
  readonly grant: () => void;
}

/** Readers share a key; a writer has it alone. A set that waits keeps later conflicting ones from overtaking it. */
export function createLocks(): Locks {
  const held = new Set<readonly Lock[]>();
  const queue: Waiting[] = [];

  function pump(): void {
    const ahead: (readonly Lock[])[] = [...held];
    for (const waiting of [...queue]) {
      if (ahead.some((other) => conflicts(other, waiting.wanted))) ahead.push(waiting.wanted);
      else {
        queue.splice(queue.indexOf(waiting), 1);
        held.add(waiting.wanted);
        ahead.push(waiting.wanted);
        waiting.grant();
      }
    }
  }

  return {
    acquire(wanted, signal) {
      if (signal.aborted) return Promise.reject(new CancelledError());
      const set = [...wanted]; // a key of its own, also when two callers pass the same array
      return new Promise((resolve, reject) => {
        const release = () => {
          if (held.delete(set)) pump();
        };
        const waiting: Waiting = {
          wanted: set,
          grant: () => {
            signal.removeEventListener('abort', abandon);
            resolve(release);
          },
        };
        const abandon = () => {
          const at = queue.indexOf(waiting);
          if (at >= 0) queue.splice(at, 1);
          pump();
          reject(new CancelledError());
        };
        signal.addEventListener('abort', abandon, { once: true });
        queue.push(waiting);
        pump();
      });
    },
  };
}

/** Whether two sets cannot be held at the same time. */
export function conflicts(a: readonly Lock[], b: readonly Lock[]): boolean {
  return a.some((x) => b.some((y) => x.key === y.key && (x.mode === 'write' || y.mode === 'write')));
}
