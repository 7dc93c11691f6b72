import { negate } from '../amounts/amount.js';
import { formatAmount } from '../amounts/formatAmount.js';
import { sumUp } from '../amounts/sums.js';
import { parseDay } from '../dates/day.js';
import { JournalError } from './errors.js';
import { splitComment, tagsIn } from './lines.js';

const header = /^(\S+)\s+(?:([*!])\s+)?(.*)$/;

/** Reads the first line of a transaction: `2024-03-01 * Bakery ; trip: rome`. */
export function parseHeader(raw) {
  const { text, comment } = splitComment(raw);
  const [, day, mark, payee] = header.exec(text) ?? [];
  if (!day) throw new JournalError(`“${raw.trim()}” is no transaction: there is a date, but no payee.`);
  return {
    day: parseDay(day),
    state: mark === '*' ? 'cleared' : mark === '!' ? 'pending' : 'open',
    payee: payee.trim(),
    comment,
    tags: tagsIn(comment),
  };
}

/**
 * Puts a transaction together: the one posting without an amount takes what the others leave, once for each currency.
 * @throws JournalError where the postings do not add up to nothing
 */
export function balanceTransaction({ postings, ...facts }) {
  if (postings.length < 2) throw new JournalError('A transaction has at least two postings.');
  const missing = postings.filter(({ amount }) => amount === undefined);
  if (missing.length > 1) throw new JournalError('Only one posting of a transaction may leave its amount out.');
  const sums = sumUp(postings.flatMap(({ amount }) => amount ?? []));
  if (missing.length === 0) {
    if (!sums.isZero()) throw new JournalError(`The postings do not balance: ${difference(sums)} is left.`);
    return { ...facts, postings };
  }
  const filled = postings.flatMap((posting) =>
    posting.amount !== undefined ? posting : sums.list().map((sum) => ({ ...posting, amount: negate(sum) })),
  );
  return { ...facts, postings: filled };
}

function difference(sums) {
  return sums
    .list()
    .map((sum) => formatAmount(sum))
    .join(' and ');
}
