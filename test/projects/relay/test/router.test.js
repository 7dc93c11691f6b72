import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authorize } from '../src/server/auth.js';
import { createRouter } from '../src/server/router.js';

const router = createRouter();
router.on('GET', '/things/:id', ({ params }) => ({ body: params.id }));

test('finds a route and its parameters', async () => {
  assert.deepEqual(await router.handle({ method: 'GET', path: '/things/a%20b' }), { body: 'a b' });
});

test('tells a wrong path from a wrong method', async () => {
  await assert.rejects(router.handle({ method: 'GET', path: '/thing' }), { status: 404 });
  await assert.rejects(router.handle({ method: 'PUT', path: '/things/1' }), { status: 405 });
});

test('wants the token, except where anybody may look', () => {
  const handle = authorize('secret', () => 'in');
  assert.equal(handle({ path: '/x', headers: { authorization: 'Bearer secret' } }), 'in');
  assert.equal(handle({ path: '/health', headers: {} }), 'in');
  assert.throws(() => handle({ path: '/x', headers: { authorization: 'Bearer secre' } }), { status: 401 });
});
