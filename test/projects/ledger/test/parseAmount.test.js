import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAmount } from '../src/amounts/parseAmount.js';
import { formatAmount } from '../src/amounts/formatAmount.js';

const units = (text, options) => parseAmount(text, options).units;

test('reads amounts as people write them', () => {
  assert.deepEqual(parseAmount('12.50 EUR'), { units: 1250, currency: 'EUR' });
  assert.deepEqual(parseAmount('EUR 12.5'), { units: 1250, currency: 'EUR' });
  assert.deepEqual(parseAmount('€5'), { units: 500, currency: 'EUR' });
  assert.equal(units('-3', { currency: 'CHF' }), -300);
  assert.equal(units('-12.34 EUR'), -1234);
});

test('knows dots and commas', () => {
  assert.equal(units('1,234.50 EUR'), 123450);
  assert.equal(units('1.234,50 EUR'), 123450);
  assert.equal(units('1,234 EUR'), 123400);
  assert.equal(units('12,5 EUR'), 1250);
  assert.equal(units("1'234'567.89 CHF"), 123456789);
});

test('knows the decimals of a currency', () => {
  assert.equal(units('500 JPY'), 500);
  assert.equal(units('0.00000001 BTC'), 1);
  assert.throws(() => parseAmount('5.5 JPY'), /more than 0 decimals/);
});

test('refuses what is no amount', () => {
  for (const text of ['', 'EUR', '5 EURO!', 'EUR 5 USD', '5 eur']) assert.throws(() => parseAmount(text), /JournalError|is no/, text);
  assert.throws(() => parseAmount('5'), /names no currency/);
});

test('writes amounts', () => {
  assert.equal(formatAmount({ units: -123450, currency: 'EUR' }), '-1,234.50 EUR');
  assert.equal(formatAmount({ units: 5, currency: 'EUR' }), '0.05 EUR');
  assert.equal(formatAmount({ units: 1234, currency: 'JPY' }, { style: 'symbol' }), '¥1,234');
  assert.equal(formatAmount({ units: 123456, currency: 'USD' }, { thousands: false }), '1234.56 USD');
});
