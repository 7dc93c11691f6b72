import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJournal } from '../src/journal/readJournal.js';
import { writeJournal } from '../src/journal/writeJournal.js';
import { household, text } from './household.js';

test('reads transactions and directives', () => {
  const { transactions, accounts, budgets, errors, currency } = household();
  assert.deepEqual(errors, []);
  assert.equal(transactions.length, 8);
  assert.equal(accounts.has('Expenses:Rent'), true);
  assert.deepEqual(budgets[0], { account: 'Expenses:Food', amount: { units: 6000, currency: 'EUR' } });
  assert.equal(currency, 'EUR');
  assert.deepEqual(transactions[2].tags, { weekly: 'yes' });
  assert.deepEqual(transactions[0].postings[1].amount, { units: -200000, currency: 'EUR' });
});

test('collects mistakes and goes on', () => {
  const { transactions, errors } = readJournal(`2024-01-01 One
    Assets:Cash  1 EUR
    Expenses:X  2 EUR

2024-01-02 Two
    Asets:Cash  1 EUR
    Expenses:X

nonsense here

2024-01-03 Three
    Assets:Cash  1 EUR
    Expenses:X
`);
  assert.deepEqual(transactions.map(({ payee }) => payee), ['Three']);
  assert.deepEqual(errors.map(({ line }) => line), [1, 6, 9]);
  assert.match(errors[0].message, /do not balance: 3.00 EUR/);
  assert.match(String(errors[1]), /^journal:6: “Asets:Cash” is no account/);
});

test('includes other files, but not itself', () => {
  const files = { 'b.journal': '2024-01-01 B\n    Assets:Cash  1 EUR\n    Equity:Start\ninclude b.journal\n' };
  const { transactions, errors } = readJournal('include b.journal\n', { file: 'a.journal', read: (name) => files[name] });
  assert.deepEqual(transactions.map(({ file }) => file), ['b.journal']);
  assert.match(errors[0].message, /includes itself/);
});

test('what is written can be read again', () => {
  const written = writeJournal(household().transactions);
  const again = readJournal(written);
  assert.deepEqual(again.errors, []);
  assert.deepEqual(writeJournal(again.transactions), written);
  assert.ok(text.length > 0);
});
