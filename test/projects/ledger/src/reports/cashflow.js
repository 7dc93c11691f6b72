import { isUnder } from '../accounts/names.js';
import { createSums, sumUp } from '../amounts/sums.js';
import { always, isIn } from '../dates/period.js';
import { matches } from '../queries/matches.js';

/**
 * Where the money of some accounts came from and went to: the other postings of the transactions that touch them,
 * by account, the largest first.
 */
export function cashflowReport(journal, { accounts = ['Assets'], period = always, query = [] } = {}) {
  const isOwn = ({ account }) => accounts.some((each) => isUnder(account, each));
  const flows = new Map();
  for (const transaction of journal.transactions) {
    if (!isIn(transaction.day, period)) continue;
    if (!transaction.postings.some(isOwn)) continue;
    for (const posting of transaction.postings) {
      if (isOwn(posting) || !matches(query, posting, transaction)) continue;
      if (!flows.has(posting.account)) flows.set(posting.account, createSums());
      flows.get(posting.account).add(posting.amount);
    }
  }
  const rows = [...flows].map(([account, sums]) => ({ account, amounts: sums.list() }));
  const size = ({ amounts }) => Math.max(0, ...amounts.map(({ units }) => Math.abs(units)));
  rows.sort((one, other) => size(other) - size(one));
  return { rows, total: sumUp(rows.flatMap(({ amounts }) => amounts)).list() };
}
