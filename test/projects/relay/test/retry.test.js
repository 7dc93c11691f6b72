import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delayBefore, shouldRetry } from '../src/delivery/retry.js';

const limits = { firstDelayMs: 1000, longestDelayMs: 60_000, random: () => 1 };

test('tries again what may still arrive', () => {
  assert.equal(shouldRetry({ status: 503, attempts: 1, maxAttempts: 8 }), true);
  assert.equal(shouldRetry({ status: undefined, attempts: 1, maxAttempts: 8 }), true);
  assert.equal(shouldRetry({ status: 404, attempts: 1, maxAttempts: 8 }), false);
  assert.equal(shouldRetry({ status: 503, attempts: 8, maxAttempts: 8 }), false);
});

test('waits twice as long each time, up to a limit', () => {
  const delays = [1, 2, 3, 10].map((attempts) => delayBefore({ attempts, ...limits }));
  assert.deepEqual(delays, [1000, 2000, 4000, 60_000]);
});

test('heeds an endpoint that says how long to wait', () => {
  assert.equal(delayBefore({ attempts: 1, retryAfter: '30', ...limits }), 30_000);
  assert.equal(delayBefore({ attempts: 1, retryAfter: '3600', ...limits }), 60_000);
});
