import { log } from '../log.js';
import { attempt } from './attempt.js';

/** Takes what is due from the queue and attempts it, several at a time. */
export function createWorker({ queue, deliveries, config, fetch, now, metrics }) {
  const underWay = new Set();
  let running = false;
  let timer;

  function turn() {
    clearTimeout(timer);
    if (!running) return;
    while (underWay.size < config.concurrency) {
      const id = queue.take();
      if (id === undefined) break;
      const job = work(id).finally(() => {
        underWay.delete(job);
        turn();
      });
      underWay.add(job);
    }
    const next = queue.nextAt();
    if (next !== undefined && underWay.size < config.concurrency) {
      timer = setTimeout(turn, Math.min(Math.max(0, next - now()), 60_000));
    }
  }

  async function work(id) {
    const prepared = deliveries.prepare(id);
    if (!prepared) return;
    try {
      const result = await attempt(prepared, { fetch, timeoutMs: config.timeoutMs, now });
      deliveries.settle(id, result);
    } catch (error) {
      metrics.count('worker_errors');
      log('error', 'a delivery broke the worker', { delivery: id, error: error.stack });
    }
  }

  queue.onAdd(turn);

  return {
    start() {
      running = true;
      turn();
    },

    /** Waits for what is under way. */
    async stop() {
      running = false;
      clearTimeout(timer);
      await Promise.all(underWay);
    },

    isRunning: () => running,

    get underWay() {
      return underWay.size;
    },
  };
}
