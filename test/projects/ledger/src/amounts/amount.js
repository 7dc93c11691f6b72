import { decimalsOf } from './currencies.js';

/**
 * An amount of money in the smallest unit of its currency, so that sums are exact: 12.50 EUR is
 * `{ units: 1250, currency: 'EUR' }`.
 */
export function amount(units, currency) {
  if (!Number.isSafeInteger(units)) throw new RangeError(`${units} is no whole number of units.`);
  return Object.freeze({ units, currency });
}

export function zero(currency) {
  return amount(0, currency);
}

export function add(one, other) {
  sameCurrency(one, other);
  return amount(one.units + other.units, one.currency);
}

export function subtract(one, other) {
  return add(one, negate(other));
}

export function negate({ units, currency }) {
  return amount(units === 0 ? 0 : -units, currency);
}

export function isZero({ units }) {
  return units === 0;
}

export function compare(one, other) {
  sameCurrency(one, other);
  return Math.sign(one.units - other.units);
}

/** Times a factor, rounded half away from zero to the currency's smallest unit. */
export function multiply({ units, currency }, factor) {
  const exact = units * factor;
  return amount(Math.sign(exact) * Math.round(Math.abs(exact)), currency);
}

/** A share of a whole in per cent, or undefined where the whole is nothing. */
export function percentOf(part, whole) {
  sameCurrency(part, whole);
  return whole.units === 0 ? undefined : (100 * part.units) / whole.units;
}

/** The amount as a decimal number; for sorting and charts only, never for sums. */
export function toNumber({ units, currency }) {
  return units / 10 ** decimalsOf(currency);
}

function sameCurrency(one, other) {
  if (one.currency !== other.currency) {
    throw new TypeError(`${one.currency} and ${other.currency} cannot be added up.`);
  }
}
