import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sign, verify } from '../src/delivery/sign.js';

const now = 1_700_000_000_000;

test('a signature belongs to its body', () => {
  const signature = sign('{"a":1}', 'secret', now);
  assert.match(signature, /^t=1700000000,v1=[0-9a-f]{64}$/);
  assert.equal(verify('{"a":1}', signature, 'secret', now + 1000), true);
  assert.equal(verify('{"a":2}', signature, 'secret', now), false);
  assert.equal(verify('{"a":1}', signature, 'other', now), false);
});

test('a signature grows old', () => {
  assert.equal(verify('x', sign('x', 'secret', now), 'secret', now + 301_000), false);
  assert.equal(verify('x', 'nonsense', 'secret', now), false);
});
