import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePeriod } from '../src/dates/period.js';
import { parseQuery } from '../src/queries/parseQuery.js';
import { registerReport } from '../src/reports/register.js';
import { household } from './household.js';

const food = parseQuery('account:expenses:food');
const brief = ({ rows }) => rows.map(({ day, amount, balance }) => [day, amount.units, balance[0]?.units ?? 0]);

test('has a running balance', () => {
  assert.deepEqual(brief(registerReport(household(), { query: food })), [
    ['2024-01-05', 420, 420],
    ['2024-02-10', 3580, 4000],
    ['2024-03-09', 840, 4840],
  ]);
});

test('begins at nothing in a period', () => {
  const report = registerReport(household(), { query: food, period: parsePeriod('2024-02-01..') });
  assert.deepEqual(brief(report)[0], ['2024-02-10', 3580, 3580]);
});

test('can show the newest first', () => {
  const report = registerReport(household(), { query: food, newestFirst: true });
  assert.deepEqual(brief(report)[0], ['2024-03-09', 840, 4840]);
});
