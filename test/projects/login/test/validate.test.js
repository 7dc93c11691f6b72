import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validateLogin } from '../src/login/validate.js';

const password = 'long enough';

test('accepts a complete form', () => {
  assert.deepEqual(validateLogin({ email: 'ada@example.com', password }), {});
});

test('asks for what is missing', () => {
  assert.deepEqual(Object.keys(validateLogin({ email: ' ', password: '' })), ['email', 'password']);
});

test('refuses a short password', () => {
  assert.match(validateLogin({ email: 'ada@example.com', password: 'short' }).password, /at least 8/);
});

test('refuses what is not an e-mail address', () => {
  for (const email of ['ada', 'ada@', '@example.com', 'ada@example', 'ada lovelace@example.com']) {
    assert.equal(validateLogin({ email, password }).email, 'Enter a valid e-mail address.', email);
  }
});
