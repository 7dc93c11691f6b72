import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePeriod } from '../src/dates/period.js';
import { incomeReport } from '../src/reports/income.js';
import { cashflowReport } from '../src/reports/cashflow.js';
import { household } from './household.js';

test('shows what came in, what went out and what is left', () => {
  const { income, expenses, left } = incomeReport(household(), { period: parsePeriod('2024-01') });
  assert.deepEqual(income.map(({ account, amounts }) => [account, amounts[0].units]), [['Income:Salary', 200000]]);
  assert.deepEqual(expenses.map(({ account }) => account), ['Expenses:Food', 'Expenses:Rent']);
  assert.deepEqual(left, [{ units: 119580, currency: 'EUR' }]);
});

test('tells where cash went', () => {
  const { rows } = cashflowReport(household(), { accounts: ['Assets:Cash'] });
  assert.deepEqual(rows.map(({ account }) => account), ['Expenses:Food:Market', 'Expenses:Food:Bread']);
});
