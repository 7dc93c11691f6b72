import { JournalError } from '../journal/errors.js';
import { addDays, parseDay } from './day.js';

/**
 * A period has a first day and a day after its last one; either may be undefined, which means that it is open there.
 */
export const always = Object.freeze({ from: undefined, until: undefined });

/** Reads a period: `2024`, `2024-03`, `2024-Q1`, `2024-03-01..2024-03-15` (both included), `2024-03-01..`. */
export function parsePeriod(text) {
  const word = text.trim();
  const [, year, quarter] = /^(\d{4})-?Q([1-4])$/i.exec(word) ?? [];
  if (year) return months(Number(year), 3 * (Number(quarter) - 1) + 1, 3);
  if (/^\d{4}$/.test(word)) return months(Number(word), 1, 12);
  const [, monthYear, month] = /^(\d{4})-(\d{1,2})$/.exec(word) ?? [];
  if (monthYear && Number(month) >= 1 && Number(month) <= 12) return months(Number(monthYear), Number(month), 1);
  if (word.includes('..')) {
    const [first, last] = word.split('..');
    return {
      from: first ? parseDay(first) : undefined,
      until: last ? addDays(parseDay(last), 1) : undefined,
    };
  }
  throw new JournalError(`“${text}” is no period. Write it as 2024, 2024-03, 2024-Q1 or 2024-03-01..2024-03-15.`);
}

export function isIn(day, { from, until }) {
  return (from === undefined || day >= from) && (until === undefined || day < until);
}

/** The month of a day: `2024-03`. */
export function monthOf(day) {
  return day.slice(0, 7);
}

/** The months from that of one day to that of another, both included. */
export function monthsBetween(first, last) {
  const found = [];
  let [year, month] = monthOf(first).split('-').map(Number);
  for (;;) {
    const name = `${year}-${String(month).padStart(2, '0')}`;
    if (name > monthOf(last)) return found;
    found.push(name);
    month++;
    if (month > 12) [year, month] = [year + 1, 1];
  }
}

function months(year, first, count) {
  const day = (month) => {
    const over = Math.floor((month - 1) / 12);
    return `${year + over}-${String(((month - 1) % 12) + 1).padStart(2, '0')}-01`;
  };
  return { from: day(first), until: day(first + count) };
}
