import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { relayForTests } from './setup.js';

let relay;
beforeEach(async () => (relay = await relayForTests()));
afterEach(() => relay.stop());

test('endpoints can be made, changed and removed; their secret is shown once', async () => {
  const made = await relay.call('POST', '/endpoints', { url: 'http://127.0.0.1:9/x', name: 'one' });
  assert.equal(made.status, 201);
  assert.match(made.body.secret, /^whsec_/);
  const { id } = made.body;
  const changed = await relay.call('PATCH', `/endpoints/${id}`, { types: ['user.*'] });
  assert.deepEqual([changed.body.types, changed.body.secret], [['user.*'], undefined]);
  assert.equal((await relay.call('DELETE', `/endpoints/${id}`)).status, 204);
  assert.equal((await relay.call('GET', `/endpoints/${id}`)).status, 404);
});

test('the same key is taken once', async () => {
  const message = { type: 'user.created', payload: {}, key: 'k1' };
  const first = await relay.call('POST', '/messages', message);
  const second = await relay.call('POST', '/messages', message);
  assert.deepEqual([first.status, second.status], [202, 200]);
  assert.equal(first.body.id, second.body.id);
  assert.equal((await relay.call('POST', '/messages', { ...message, type: 'user.removed' })).status, 409);
});

test('says what is wrong', async () => {
  const { status, body } = await relay.call('POST', '/messages', { type: 'user.*' });
  assert.equal(status, 400);
  assert.deepEqual(Object.keys(body.details), ['type', 'payload']);
  assert.equal((await relay.call('PUT', '/messages', {})).status, 405);
});

test('tells how it is', async () => {
  const { body } = await relay.call('GET', '/health');
  assert.deepEqual(body, { status: 'ok', queued: 0, lateMs: 0, underWay: 0 });
  assert.match((await relay.call('GET', '/metrics')).body, /relay_queue_size 0/);
});
