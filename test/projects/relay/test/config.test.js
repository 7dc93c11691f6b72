import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../src/config.js';

test('has defaults, and takes what the environment says', () => {
  const config = loadConfig({ RELAY_PORT: '9000', RELAY_TOKEN: 'x' });
  assert.equal(config.port, 9000);
  assert.equal(config.token, 'x');
  assert.equal(config.concurrency, 8);
});

test('refuses what is no number', () => {
  assert.throws(() => loadConfig({ RELAY_PORT: 'web' }), /RELAY_PORT/);
});
