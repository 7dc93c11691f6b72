import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeQuery, matches } from '../src/queries/matches.js';
import { parseQuery } from '../src/queries/parseQuery.js';
import { household } from './household.js';

function found(text) {
  const query = parseQuery(text, { currency: 'EUR' });
  return household().transactions.flatMap((transaction) =>
    transaction.postings.filter((posting) => matches(query, posting, transaction)).map(({ account }) => `${transaction.day} ${account}`),
  );
}

test('finds postings by account, payee, tag, state and amount', () => {
  assert.deepEqual(found('bread'), ['2024-01-05 Expenses:Food:Bread', '2024-03-09 Expenses:Food:Bread']);
  assert.deepEqual(found('payee:market food'), ['2024-02-10 Expenses:Food:Market']);
  assert.deepEqual(found('tag:trip=rome expenses'), ['2024-02-14 Expenses:Travel']);
  assert.deepEqual(found('state:pending expenses'), ['2024-02-01 Expenses:Rent']);
  assert.deepEqual(found('over:1000 not:income'), ['2024-01-02 Assets:Bank']);
});

test('keeps texts in quotes together, and says what is wrong', () => {
  assert.deepEqual(parseQuery('payee:"New Market"'), [{ kind: 'payee', text: 'new market' }]);
  assert.throws(() => parseQuery('payee:"New'), /not closed/);
  assert.throws(() => parseQuery('colour:red'), /no kind of query/);
});

test('describes itself', () => {
  assert.equal(describeQuery(parseQuery('food not:payee:bakery over:5', { currency: 'EUR' })), 'account holds “food”, not payee holds “bakery”, over 5.00 EUR');
});
