import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minutes } from '../src/clock.js';
import { createSessions, idleLimit } from '../src/session.js';

test('a session lives as long as it is used', () => {
  let now = 0;
  const sessions = createSessions(() => now);
  const { token } = sessions.start({ id: 1 });
  for (let use = 0; use < 3; use++) {
    now += idleLimit - minutes(1);
    assert.ok(sessions.find(token));
  }
  now += idleLimit + 1;
  assert.equal(sessions.find(token), undefined);
});

test('a session can be ended', () => {
  const sessions = createSessions();
  const { token } = sessions.start({ id: 1 });
  assert.equal(sessions.end(token), true);
  assert.equal(sessions.find(token), undefined);
});
