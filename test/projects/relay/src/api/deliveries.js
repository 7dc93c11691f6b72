import { conflict, notFound } from '../server/errors.js';

const most = 200;

/** What became of messages. */
export function deliveryRoutes(router, { store, deliveries }) {
  router.on('GET', '/deliveries', ({ query }) => {
    const wanted = { state: query.get('state'), endpointId: query.get('endpoint') };
    const found = store.deliveries.list((delivery) =>
      Object.entries(wanted).every(([key, value]) => value === null || delivery[key] === value),
    );
    const limit = Math.min(most, Number(query.get('limit')) || 50);
    return { body: { deliveries: found.slice(-limit).reverse(), total: found.length } };
  });

  router.on('GET', '/deliveries/:id', ({ params }) => {
    const delivery = store.deliveries.get(params.id);
    if (!delivery) throw notFound(`delivery ${params.id}`);
    return { body: delivery };
  });

  router.on('POST', '/deliveries/:id/retry', ({ params }) => {
    const delivery = store.deliveries.get(params.id);
    if (!delivery) throw notFound(`delivery ${params.id}`);
    if (delivery.state !== 'failed') throw conflict('Only what has failed can be delivered again.');
    return { status: 202, body: deliveries.retry(delivery.id) };
  });
}
