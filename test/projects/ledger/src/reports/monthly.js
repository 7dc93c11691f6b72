import { cutTo } from '../accounts/names.js';
import { createSums } from '../amounts/sums.js';
import { always, isIn, monthOf, monthsBetween } from '../dates/period.js';
import { matches } from '../queries/matches.js';

/**
 * A table of accounts by months: what was posted in each month, and on average. Months without postings between the
 * first and the last one are there, too.
 */
export function monthlyReport(journal, { period = always, query = [], depth = 2, currency } = {}) {
  const selected = [];
  for (const transaction of journal.transactions) {
    if (!isIn(transaction.day, period)) continue;
    for (const posting of transaction.postings) {
      if (matches(query, posting, transaction)) selected.push({ posting, transaction });
    }
  }
  const only = currency ?? journal.currency;
  const counted = selected.filter(({ posting }) => posting.amount.currency === only);
  if (counted.length === 0) return { months: [], rows: [], currency: only };
  const months = monthsBetween(counted[0].transaction.day, counted.at(-1).transaction.day);
  const byAccount = new Map();
  for (const { posting, transaction } of counted) {
    const name = cutTo(posting.account, depth);
    if (!byAccount.has(name)) byAccount.set(name, new Map());
    const cells = byAccount.get(name);
    const month = monthOf(transaction.day);
    if (!cells.has(month)) cells.set(month, createSums());
    cells.get(month).add(posting.amount);
  }
  const rows = [...byAccount]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([account, cells]) => {
      const units = months.map((month) => cells.get(month)?.of(only)?.units ?? 0);
      const total = units.reduce((sum, each) => sum + each, 0);
      return { account, units, total, average: Math.round(total / months.length) };
    });
  return { months, rows, currency: only };
}
