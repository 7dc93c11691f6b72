import { decimalsOf, symbolOf } from './currencies.js';

/**
 * An amount as text: `-1,234.50 EUR`. `style: 'symbol'` puts the symbol in front where the currency has one;
 * `thousands: false` leaves the groups out, for machines.
 */
export function formatAmount({ units, currency }, { style = 'code', thousands = true } = {}) {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(units)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals > 0 ? `.${digits.slice(-decimals)}` : '';
  const grouped = thousands ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  const sign = units < 0 ? '-' : '';
  const symbol = style === 'symbol' ? symbolOf(currency) : undefined;
  return symbol ? `${sign}${symbol}${grouped}${fraction}` : `${sign}${grouped}${fraction} ${currency}`;
}
