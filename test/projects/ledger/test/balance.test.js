import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePeriod } from '../src/dates/period.js';
import { parseQuery } from '../src/queries/parseQuery.js';
import { balanceReport } from '../src/reports/balance.js';
import { household } from './household.js';

const lines = ({ rows }) => rows.map(({ account, amounts }) => `${account} ${amounts.map(({ units, currency }) => `${units} ${currency}`).join(' ')}`);

test('sums up accounts with what is under them', () => {
  const report = balanceReport(household(), { query: parseQuery('expenses') });
  assert.deepEqual(lines(report), [
    'Expenses 12000 CHF 244840 EUR',
    'Expenses:Food 4840 EUR',
    'Expenses:Food:Bread 1260 EUR',
    'Expenses:Food:Market 3580 EUR',
    'Expenses:Rent 240000 EUR',
    'Expenses:Travel 12000 CHF',
  ]);
});

test('knows periods and depth', () => {
  const report = balanceReport(household(), { query: parseQuery('food'), period: parsePeriod('2024-02'), depth: 2 });
  assert.deepEqual(lines(report), ['Expenses 3580 EUR', 'Expenses:Food 3580 EUR']);
});

test('everything together is nothing', () => {
  assert.deepEqual(balanceReport(household()).total, []);
});
