import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redeem } from '../src/voucher.js';

test('takes a part off', () => {
  assert.equal(redeem(1000, { kind: 'percent', value: 10 }), 900);
});

test('takes an amount off', () => {
  assert.equal(redeem(1000, { kind: 'cents', value: 250 }), 750);
});

test('never pays anybody', () => {
  assert.equal(redeem(200, { kind: 'cents', value: 250 }), 0);
});
