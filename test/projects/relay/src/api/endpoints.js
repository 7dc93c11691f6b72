import { randomBytes } from 'node:crypto';
import { log } from '../log.js';
import { notFound } from '../server/errors.js';
import { newId } from '../storage/ids.js';
import { check, eventType, listOf, optional, text, webAddress } from '../validation/check.js';

const creation = { url: webAddress, name: optional(text()), types: optional(listOf(eventType)) };
const changing = { url: optional(webAddress), name: optional(text()), types: optional(listOf(eventType)) };

/** Where messages are delivered to. */
export function endpointRoutes(router, { store, deliveries, now }) {
  const find = (id) => {
    const endpoint = store.endpoints.get(id);
    if (!endpoint) throw notFound(`endpoint ${id}`);
    return endpoint;
  };

  router.on('POST', '/endpoints', ({ body }) => {
    const fields = check(body, creation);
    const endpoint = store.endpoints.put({
      id: newId('end', now()),
      name: '',
      types: [],
      ...fields,
      secret: `whsec_${randomBytes(24).toString('hex')}`,
      createdAt: now(),
    });
    log('info', 'endpoint created', { endpoint: endpoint.id, url: endpoint.url });
    return { status: 201, body: endpoint };
  });

  router.on('GET', '/endpoints', () => ({ body: { endpoints: store.endpoints.list().map(withoutSecret) } }));

  router.on('GET', '/endpoints/:id', ({ params }) => ({ body: withoutSecret(find(params.id)) }));

  router.on('PATCH', '/endpoints/:id', ({ params, body }) => {
    find(params.id);
    return { body: withoutSecret(store.endpoints.change(params.id, check(body, changing))) };
  });

  router.on('POST', '/endpoints/:id/rotate', ({ params }) => {
    find(params.id);
    const secret = `whsec_${randomBytes(24).toString('hex')}`;
    store.endpoints.change(params.id, { secret });
    log('info', 'secret rotated', { endpoint: params.id });
    return { body: { secret } };
  });

  router.on('DELETE', '/endpoints/:id', ({ params }) => {
    find(params.id);
    deliveries.cancelFor(params.id);
    store.endpoints.remove(params.id);
    log('info', 'endpoint removed', { endpoint: params.id });
    return {};
  });
}

function withoutSecret({ secret: _, ...endpoint }) {
  return endpoint;
}
