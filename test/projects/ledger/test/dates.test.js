import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, parseDay, todayHere } from '../src/dates/day.js';
import { isIn, monthsBetween, parsePeriod } from '../src/dates/period.js';

test('reads days', () => {
  assert.equal(parseDay('2024/3/1'), '2024-03-01');
  assert.equal(parseDay('yesterday', { today: '2024-03-01' }), '2024-02-29');
  assert.throws(() => parseDay('2023-02-29'), /no day/);
  assert.throws(() => parseDay('soon'), /no date/);
  assert.equal(todayHere(new Date(2024, 0, 5)), '2024-01-05');
  assert.equal(addDays('2024-12-31', 1), '2025-01-01');
});

test('reads periods', () => {
  assert.deepEqual(parsePeriod('2024'), { from: '2024-01-01', until: '2025-01-01' });
  assert.deepEqual(parsePeriod('2024-Q4'), { from: '2024-10-01', until: '2025-01-01' });
  assert.deepEqual(parsePeriod('2024-02'), { from: '2024-02-01', until: '2024-03-01' });
  assert.deepEqual(parsePeriod('2024-03-01..2024-03-15'), { from: '2024-03-01', until: '2024-03-16' });
  assert.deepEqual(parsePeriod('2024-03-01..'), { from: '2024-03-01', until: undefined });
  assert.throws(() => parsePeriod('spring'), /no period/);
});

test('tells what is in a period', () => {
  const march = parsePeriod('2024-03');
  assert.equal(isIn('2024-03-31', march), true);
  assert.equal(isIn('2024-04-01', march), false);
  assert.deepEqual(monthsBetween('2023-11-20', '2024-01-02'), ['2023-11', '2023-12', '2024-01']);
});
