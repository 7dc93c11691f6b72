// @ts-check
import { availableParallelism } from 'node:os';

/**
 * How many parts of the tests run at once: `FLUX_TEST_JOBS`, else one more than there are cores, because a part mostly
 * waits for editors and processes.
 */
export function jobsAtOnce() {
  const wanted = Number(process.env.FLUX_TEST_JOBS);
  return Number.isInteger(wanted) && wanted > 0 ? wanted : availableParallelism() + 1;
}

/**
 * Runs jobs, at most `limit` at once, in their order; yields each result as soon as its job ends. A job must not
 * reject.
 * @template T
 * @param {readonly (() => Promise<T>)[]} jobs
 * @param {number} limit
 * @returns {AsyncGenerator<T>}
 */
export async function* pool(jobs, limit) {
  const waiting = [...jobs];
  /** @type {Set<Promise<{ done: () => void, result: T }>>} */
  const running = new Set();
  const start = (/** @type {() => Promise<T>} */ job) => {
    const run = job().then((result) => ({ done: () => void running.delete(run), result }));
    running.add(run);
  };
  for (;;) {
    while (running.size < limit) {
      const next = waiting.shift();
      if (!next) break;
      start(next);
    }
    if (running.size === 0) return;
    const { done, result } = await Promise.race(running);
    done();
    yield result;
  }
}
