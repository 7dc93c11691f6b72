import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createAccounts } from '../src/accounts.js';
import { submitLogin } from '../src/login/form.js';
import { createSessions } from '../src/session.js';

let stores;

beforeEach(() => {
  stores = { accounts: createAccounts(), sessions: createSessions() };
  stores.accounts.add('ada@example.com', 'difference engine');
});

test('opens a session', () => {
  const { session } = submitLogin({ email: 'Ada@Example.com ', password: 'difference engine' }, stores);
  assert.equal(stores.sessions.find(session.token), session);
});

test('says the same for a wrong password and for an unknown person', () => {
  const wrong = submitLogin({ email: 'ada@example.com', password: 'analytical engine' }, stores);
  const unknown = submitLogin({ email: 'bob@example.com', password: 'difference engine' }, stores);
  assert.deepEqual(wrong, { problems: { form: 'E-mail address or password is wrong.' } });
  assert.deepEqual(unknown, wrong);
});

test('shows what is wrong with the fields', () => {
  assert.deepEqual(Object.keys(submitLogin({ email: '', password: '' }, stores).problems), ['email', 'password']);
});
