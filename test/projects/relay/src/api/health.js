import { exposition } from '../metrics/exposition.js';

/** Whether the service is well, and its figures for Prometheus. */
export function healthRoutes(router, { queue, worker, store, metrics, now }) {
  router.on('GET', '/health', () => {
    const next = queue.nextAt();
    const late = next === undefined ? 0 : Math.max(0, now() - next);
    const well = worker.isRunning() && late < 60_000;
    return {
      status: well ? 200 : 503,
      body: { status: well ? 'ok' : 'late', queued: queue.size, lateMs: late, underWay: worker.underWay },
    };
  });

  router.on('GET', '/metrics', () => {
    metrics.set('queue_size', {}, queue.size);
    metrics.set('endpoints', {}, store.endpoints.size);
    return { body: exposition(metrics), type: 'text/plain' };
  });
}
