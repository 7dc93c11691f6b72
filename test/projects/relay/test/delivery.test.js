import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { verify } from '../src/delivery/sign.js';
import { receiver, relayForTests, until } from './setup.js';

let relay;
beforeEach(async () => (relay = await relayForTests()));
afterEach(() => relay.stop());

async function deliver(target, type = 'invoice.paid') {
  const { body: endpoint } = await relay.call('POST', '/endpoints', { url: target.url });
  const { body: message } = await relay.call('POST', '/messages', { type, payload: { total: 12 } });
  return { endpoint, message };
}

const states = async () => (await relay.call('GET', '/deliveries')).body.deliveries.map(({ state }) => state);

test('delivers a signed message', async () => {
  const target = await receiver(200);
  const { endpoint, message } = await deliver(target);
  await until(async () => (await states())[0] === 'delivered');
  const [{ headers, body }] = target.received;
  assert.equal(JSON.parse(body).id, message.id);
  assert.equal(verify(body, headers['relay-signature'], endpoint.secret), true);
  await target.stop();
});

test('tries again until it arrives', async () => {
  const target = await receiver(503, 500, 200);
  await deliver(target);
  await until(async () => (await states())[0] === 'delivered');
  assert.deepEqual(target.received.map(({ headers }) => headers['relay-attempt']), ['1', '2', '3']);
  await target.stop();
});

test('gives up what is refused, and can be told to try again', async () => {
  const target = await receiver(410, 200);
  await deliver(target);
  await until(async () => (await states())[0] === 'failed');
  const { body } = await relay.call('GET', '/deliveries?state=failed');
  const { status } = await relay.call('POST', `/deliveries/${body.deliveries[0].id}/retry`);
  assert.equal(status, 202);
  await until(async () => (await states())[0] === 'delivered');
  await target.stop();
});
