import assert from 'node:assert/strict';
import { test } from 'node:test';
import { check, eventType, listOf, optional, text, webAddress } from '../src/validation/check.js';
import { wants } from '../src/validation/eventTypes.js';

const rules = { url: webAddress, name: optional(text({ most: 5 })), types: optional(listOf(eventType)) };

test('lets through what is right', () => {
  const value = { url: 'https://example.com/hook', types: ['invoice.paid', 'user.*', '*'] };
  assert.deepEqual(check(value, rules), value);
});

test('tells all that is wrong', () => {
  assert.throws(
    () => check({ url: 'ftp://example.com', name: 'too long', types: ['Invoice'], color: 1 }, rules),
    (error) => {
      assert.equal(error.status, 400);
      assert.deepEqual(Object.keys(error.details), ['url', 'name', 'types', 'color']);
      return true;
    },
  );
});

test('knows which types are wanted', () => {
  assert.equal(wants([], 'invoice.paid'), true);
  assert.equal(wants(['invoice.*'], 'invoice.paid'), true);
  assert.equal(wants(['invoice.*'], 'invoices.paid'), false);
  assert.equal(wants(['user.created'], 'invoice.paid'), false);
});
