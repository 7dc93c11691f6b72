import { createDeliveries } from './delivery/deliveries.js';
import { createWorker } from './delivery/worker.js';
import { createQueue } from './delivery/queue.js';
import { createMetrics } from './metrics/metrics.js';
import { createRouter } from './server/router.js';
import { startServer } from './server/server.js';
import { authorize } from './server/auth.js';
import { openStore } from './storage/store.js';
import { endpointRoutes } from './api/endpoints.js';
import { messageRoutes } from './api/messages.js';
import { deliveryRoutes } from './api/deliveries.js';
import { healthRoutes } from './api/health.js';
import { log, setLogLevel } from './log.js';

/** Starts the whole service: its store, the server and the worker that delivers. */
export async function startRelay(config, { fetch = globalThis.fetch, now = Date.now } = {}) {
  setLogLevel(config.logLevel);
  const store = await openStore({ folder: config.dataFolder });
  const metrics = createMetrics();
  const queue = createQueue({ now });
  const deliveries = createDeliveries({ store, queue, config, metrics, now });
  const worker = createWorker({ queue, deliveries, config, fetch, now, metrics });
  const waiting = await deliveries.requeue();
  if (waiting > 0) log('info', 'deliveries of before are queued again', { count: waiting });

  const router = createRouter();
  const api = { store, deliveries, queue, worker, metrics, config, now };
  for (const routes of [endpointRoutes, messageRoutes, deliveryRoutes, healthRoutes]) routes(router, api);
  const server = await startServer({
    port: config.port,
    maxBodyBytes: config.maxBodyBytes,
    handle: authorize(config.token, (request) => router.handle(request)),
  });
  worker.start();
  return {
    port: server.port,
    async stop() {
      await server.stop();
      await worker.stop();
      await store.close();
    },
  };
}
