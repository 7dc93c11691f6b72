import type { Lock } from '../../contracts/tool';
import { CancelledError } from '../../base/errors';

/** Grants sets of locks, all of a set at once. */
export interface Locks {
  /**
   * Resolves with the release once the whole set is free and fewer sets are held than may be at once. Owners (sessions)
   * take turns; those of one owner come in the order of asking where they conflict. Rejects with a CancelledError when
   * the signal fires first.
   */
  acquire(wanted: readonly Lock[], signal: AbortSignal, owner?: string): Promise<() => void>;
}

interface Waiting {
  readonly wanted: readonly Lock[];
  readonly owner: string;
  readonly grant: () => void;
}

/** What is held and waits. */
interface LockState {
  /** How many sets may be held at the same time, asked each time. */
  readonly most: () => number;
  /** The owner of each set. */
  readonly held: Map<readonly Lock[], string>;
  readonly queue: Waiting[];
  /** When each owner that holds or waits was last granted something, as a running number. */
  readonly served: Map<string, number>;
  grants: number;
}

/**
 * Readers share a key; a writer has it alone. A set that waits keeps conflicting ones behind it from overtaking it.
 * @param most how many sets may be held at the same time, asked each time
 */
export function createLocks(most: () => number = () => Infinity): Locks {
  const state: LockState = { most, held: new Map(), queue: [], served: new Map(), grants: 0 };
  return {
    acquire(wanted, signal, owner = '') {
      if (signal.aborted) return Promise.reject(new CancelledError());
      const set = [...wanted]; // a key of its own, also when two callers pass the same array
      return new Promise((resolve, reject) => {
        const release = () => {
          if (!state.held.delete(set)) return;
          pump(state);
          forget(state, owner);
        };
        const waiting: Waiting = {
          wanted: set,
          owner,
          grant: () => {
            signal.removeEventListener('abort', abandon);
            resolve(release);
          },
        };
        const abandon = () => {
          const at = state.queue.indexOf(waiting);
          if (at >= 0) state.queue.splice(at, 1);
          pump(state);
          forget(state, owner);
          reject(new CancelledError());
        };
        signal.addEventListener('abort', abandon, { once: true });
        state.queue.push(waiting);
        pump(state);
      });
    },
  };
}

/** Grants what can be. */
function pump(state: LockState): void {
  const { held, queue, served, most } = state;
  const ahead: (readonly Lock[])[] = [...held.keys()];
  for (const waiting of fairOrder(state)) {
    if (ahead.some((other) => conflicts(other, waiting.wanted)) || held.size >= most()) ahead.push(waiting.wanted);
    else {
      queue.splice(queue.indexOf(waiting), 1);
      held.set(waiting.wanted, waiting.owner);
      served.set(waiting.owner, ++state.grants);
      ahead.push(waiting.wanted);
      waiting.grant();
    }
  }
}

/**
 * Round about the owners: who holds or has asked for less comes first, of these who was served longest ago, then who
 * asked first.
 */
function fairOrder({ held, queue, served }: LockState): Waiting[] {
  const counts = new Map<string, number>();
  for (const owner of held.values()) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  const ranked = queue.map((waiting) => {
    const rank = counts.get(waiting.owner) ?? 0;
    counts.set(waiting.owner, rank + 1);
    return { waiting, rank };
  });
  const last = ({ waiting }: { waiting: Waiting }) => served.get(waiting.owner) ?? 0;
  return ranked.sort((a, b) => a.rank - b.rank || last(a) - last(b)).map(({ waiting }) => waiting);
}

/** An owner that neither holds nor waits needs no turn. */
function forget({ held, queue, served }: LockState, owner: string): void {
  if (!queue.some((other) => other.owner === owner) && ![...held.values()].includes(owner)) served.delete(owner);
}

/** Whether two sets cannot be held at the same time. */
export function conflicts(a: readonly Lock[], b: readonly Lock[]): boolean {
  return a.some((x) => b.some((y) => x.key === y.key && (x.mode === 'write' || y.mode === 'write')));
}
