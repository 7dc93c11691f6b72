import { formatAmount } from '../amounts/formatAmount.js';

/** Amounts of several currencies as the lines of a cell; `0` where there are none. */
export function amountLines(amounts, { colours, ...style } = {}) {
  if (amounts.length === 0) return ['0'];
  return amounts.map((each) => {
    const text = formatAmount(each, style);
    return colours && each.units < 0 ? colours.red(text) : text;
  });
}

/** A bar of a share, for budgets: `█████░░░░░`. */
export function bar(percent, { width = 10 } = {}) {
  const full = Math.max(0, Math.min(width, Math.round((percent / 100) * width)));
  return '█'.repeat(full) + '░'.repeat(width - full);
}
