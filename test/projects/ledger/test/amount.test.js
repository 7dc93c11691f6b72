import assert from 'node:assert/strict';
import { test } from 'node:test';
import { add, amount, compare, multiply, negate, percentOf, subtract } from '../src/amounts/amount.js';
import { sumUp } from '../src/amounts/sums.js';

const eur = (units) => amount(units, 'EUR');

test('adds, subtracts and negates', () => {
  assert.deepEqual(add(eur(150), eur(275)), eur(425));
  assert.deepEqual(subtract(eur(150), eur(275)), eur(-125));
  assert.deepEqual(negate(eur(0)), eur(0));
});

test('refuses to add up different currencies', () => {
  assert.throws(() => add(eur(1), amount(1, 'USD')), /EUR and USD/);
});

test('rounds half away from zero', () => {
  assert.deepEqual(multiply(eur(5), 0.5), eur(3));
  assert.deepEqual(multiply(eur(-5), 0.5), eur(-3));
});

test('compares and tells shares', () => {
  assert.equal(compare(eur(1), eur(2)), -1);
  assert.equal(percentOf(eur(30), eur(120)), 25);
  assert.equal(percentOf(eur(30), eur(0)), undefined);
});

test('sums know each currency, and leave out what is nothing', () => {
  const sums = sumUp([eur(100), amount(5, 'USD'), eur(-100), amount(7, 'CHF')]);
  assert.deepEqual(sums.list(), [amount(7, 'CHF'), amount(5, 'USD')]);
  assert.equal(sums.isZero(), false);
});
