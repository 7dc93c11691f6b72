import { createSums } from '../amounts/sums.js';
import { always, isIn } from '../dates/period.js';
import { matches } from '../queries/matches.js';

/**
 * Postings one by one, in the order of their days, each with the sum of all up to it. `newestFirst` turns the order
 * around; the sums stay as they are.
 */
export function registerReport(journal, { period = always, query = [], newestFirst = false } = {}) {
  const selected = [];
  for (const transaction of journal.transactions) {
    if (!isIn(transaction.day, period)) continue;
    for (const posting of transaction.postings) {
      if (matches(query, posting, transaction)) selected.push({ posting, transaction });
    }
  }
  const running = createSums();
  const rows = selected.map(({ posting, transaction }) => ({
    day: transaction.day,
    payee: transaction.payee,
    state: transaction.state,
    account: posting.account,
    amount: posting.amount,
    balance: running.add(posting.amount).list(),
  }));
  return { rows: newestFirst ? rows.reverse() : rows };
}
