import { log } from '../log.js';
import { newId } from '../storage/ids.js';
import { wants } from '../validation/eventTypes.js';
import { delayBefore, shouldRetry } from './retry.js';

/**
 * A delivery is one message on its way to one endpoint. Its state is `waiting`, `delivered`, `failed` or `cancelled`.
 */
export function createDeliveries({ store, queue, config, metrics, now }) {
  return {
    /** A delivery for each endpoint that wants the message. */
    createFor(message) {
      const wanting = store.endpoints.list(({ types }) => wants(types, message.type));
      return wanting.map((endpoint) => {
        const delivery = store.deliveries.put({
          id: newId('del', now()),
          messageId: message.id,
          endpointId: endpoint.id,
          state: 'waiting',
          attempts: [],
          nextAt: now(),
        });
        queue.add(delivery.id);
        return delivery;
      });
    },

    /** What the worker needs to attempt one; undefined where it is no longer to be delivered. */
    prepare(id) {
      const delivery = store.deliveries.get(id);
      if (delivery?.state !== 'waiting') return undefined;
      const message = store.messages.get(delivery.messageId);
      const endpoint = store.endpoints.get(delivery.endpointId);
      return message && endpoint ? { delivery, message, endpoint } : undefined;
    },

    /** Notes an attempt: it has arrived, is tried again later, or has failed for good. */
    settle(id, result) {
      const delivery = store.deliveries.get(id);
      if (!delivery || delivery.state !== 'waiting') return;
      const attempts = [...delivery.attempts, { at: now(), ...result }];
      metrics.time('attempt_ms', { endpoint: delivery.endpointId }, result.ms);
      if (result.ok) {
        store.deliveries.change(id, { state: 'delivered', attempts, nextAt: undefined });
        metrics.count('deliveries', { state: 'delivered' });
        log('info', 'delivered', { delivery: id, attempts: attempts.length });
        return;
      }
      const facts = { status: result.status, attempts: attempts.length, maxAttempts: config.maxAttempts };
      if (!shouldRetry(facts)) {
        store.deliveries.change(id, { state: 'failed', attempts, nextAt: undefined });
        metrics.count('deliveries', { state: 'failed' });
        log('warn', 'delivery failed for good', { delivery: id, status: result.status, error: result.error });
        return;
      }
      const nextAt = now() + delayBefore({ ...facts, retryAfter: result.retryAfter, ...config });
      store.deliveries.change(id, { attempts, nextAt });
      queue.add(id, nextAt);
      log('info', 'delivery is tried again', { delivery: id, status: result.status, error: result.error, nextAt });
    },

    /** Delivers what has failed once more, from the beginning. */
    retry(id) {
      const delivery = store.deliveries.change(id, { state: 'waiting', attempts: [], nextAt: now() });
      queue.add(id);
      return delivery;
    },

    /** Gives up all that is on its way to an endpoint. */
    cancelFor(endpointId) {
      for (const { id } of store.deliveries.list((each) => each.endpointId === endpointId && each.state === 'waiting')) {
        store.deliveries.change(id, { state: 'cancelled', nextAt: undefined });
      }
      queue.remove((id) => store.deliveries.get(id)?.state === 'cancelled');
    },

    /** Queues what was waiting when the service stopped; how much that was. */
    async requeue() {
      const waiting = store.deliveries.list(({ state }) => state === 'waiting');
      for (const { id, nextAt } of waiting) queue.add(id, nextAt);
      return waiting.length;
    },
  };
}
