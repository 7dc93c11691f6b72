import { conflict, notFound } from '../server/errors.js';
import { newId } from '../storage/ids.js';
import { check, eventType, optional, text } from '../validation/check.js';

const creation = {
  type: (value) => (value === '*' || String(value).endsWith('.*') ? 'has to be one type' : eventType(value)),
  payload: (value) => (value === undefined ? 'is missing' : undefined),
  key: optional(text({ most: 100 })),
};

/** What is to be delivered. The same `key` is taken only once. */
export function messageRoutes(router, { store, deliveries, metrics, now }) {
  router.on('POST', '/messages', ({ body }) => {
    const fields = check(body, creation);
    const same = fields.key && store.messages.list(({ key }) => key === fields.key)[0];
    if (same) {
      if (same.type !== fields.type) throw conflict(`The key ${fields.key} was used for another message.`);
      return { status: 200, body: { id: same.id, deliveries: 0, repeated: true } };
    }
    const message = store.messages.put({ id: newId('msg', now()), ...fields, createdAt: now() });
    metrics.count('messages_received', { type: message.type });
    const made = deliveries.createFor(message);
    return { status: 202, body: { id: message.id, deliveries: made.length } };
  });

  router.on('GET', '/messages/:id', ({ params }) => {
    const message = store.messages.get(params.id);
    if (!message) throw notFound(`message ${params.id}`);
    const own = store.deliveries.list(({ messageId }) => messageId === message.id);
    return { body: { ...message, deliveries: own.map(({ id, endpointId, state }) => ({ id, endpointId, state })) } };
  });
}
