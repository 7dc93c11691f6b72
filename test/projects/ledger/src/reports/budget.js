import { isUnder } from '../accounts/names.js';
import { multiply, percentOf, subtract, zero } from '../amounts/amount.js';
import { createSums } from '../amounts/sums.js';
import { isIn, monthsBetween } from '../dates/period.js';
import { addDays } from '../dates/day.js';
import { matches } from '../queries/matches.js';

/**
 * Budgets against what was spent: of a period of several months, each month's budget counts. The period has to have
 * both ends.
 */
export function budgetReport(journal, { period, query = [] }) {
  if (period?.from === undefined || period.until === undefined) throw new TypeError('A budget needs a whole period.');
  const selected = [];
  for (const transaction of journal.transactions) {
    if (!isIn(transaction.day, period)) continue;
    for (const posting of transaction.postings) {
      if (matches(query, posting, transaction)) selected.push({ posting, transaction });
    }
  }
  const months = monthsBetween(period.from, addDays(period.until, -1)).length;
  const rows = journal.budgets.map(({ account, amount }) => {
    const spent = createSums();
    for (const { posting } of selected) if (isUnder(posting.account, account)) spent.add(posting.amount);
    const planned = multiply(amount, months);
    const used = spent.of(amount.currency) ?? zero(amount.currency);
    return { account, planned, spent: used, left: subtract(planned, used), percent: percentOf(used, planned) };
  });
  return { months, rows };
}
