import { JournalError } from '../journal/errors.js';

/**
 * Days are texts such as `2024-03-01`: they sort as they are and know no time zone.
 */
const shape = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/;

/**
 * Reads a day: `2024-03-01`, `2024/3/1`, `today`, `yesterday`.
 * @throws JournalError when there is no such day
 */
export function parseDay(text, { today = todayHere() } = {}) {
  const word = text.trim().toLowerCase();
  if (word === 'today') return today;
  if (word === 'yesterday') return addDays(today, -1);
  const [, year, month, day] = shape.exec(word) ?? [];
  if (!year) throw new JournalError(`“${text}” is no date. Write it as 2024-03-01.`);
  const made = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (made.getUTCMonth() !== Number(month) - 1) throw new JournalError(`There is no day ${text}.`);
  return dayOf(made);
}

export function addDays(day, count) {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return dayOf(date);
}

export function todayHere(now = new Date()) {
  const pad = (number) => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

function dayOf(date) {
  return date.toISOString().slice(0, 10);
}
