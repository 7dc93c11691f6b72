import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuery } from '../src/queries/parseQuery.js';
import { budgetReport } from '../src/reports/budget.js';
import { monthlyReport } from '../src/reports/monthly.js';
import { parsePeriod } from '../src/dates/period.js';
import { household } from './household.js';

test('has a column for each month', () => {
  const report = monthlyReport(household(), { query: parseQuery('account:expenses:food') });
  assert.deepEqual(report.months, ['2024-01', '2024-02', '2024-03']);
  assert.deepEqual(report.rows, [{ account: 'Expenses:Food', units: [420, 3580, 840], total: 4840, average: 1613 }]);
});

test('takes one currency at a time', () => {
  const report = monthlyReport(household(), { query: parseQuery('travel'), currency: 'CHF' });
  assert.deepEqual(report.rows.map(({ units }) => units), [[12000]]);
});

test('compares with budgets', () => {
  const { months, rows } = budgetReport(household(), { period: parsePeriod('2024-01-01..2024-02-29') });
  assert.equal(months, 2);
  assert.deepEqual(
    rows.map(({ account, planned, spent, left }) => [account, planned.units, spent.units, left.units]),
    [
      ['Expenses:Food', 12000, 4000, 8000],
      ['Expenses:Rent', 160000, 160000, 0],
    ],
  );
});
