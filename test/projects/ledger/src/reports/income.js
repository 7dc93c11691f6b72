import { cutTo, rootOf } from '../accounts/names.js';
import { negate } from '../amounts/amount.js';
import { createSums, sumUp } from '../amounts/sums.js';
import { always, isIn } from '../dates/period.js';
import { matches } from '../queries/matches.js';

/**
 * What came in and what went out in a period, by account, and what is left. Income is shown as people think of it:
 * positive.
 */
export function incomeReport(journal, { period = always, query = [], depth = 2 } = {}) {
  const sections = { Income: new Map(), Expenses: new Map() };
  for (const transaction of journal.transactions) {
    if (!isIn(transaction.day, period)) continue;
    for (const posting of transaction.postings) {
      if (!matches(query, posting, transaction)) continue;
      const section = sections[rootOf(posting.account)];
      if (!section) continue;
      const name = cutTo(posting.account, depth);
      if (!section.has(name)) section.set(name, createSums());
      section.get(name).add(rootOf(name) === 'Income' ? negate(posting.amount) : posting.amount);
    }
  }
  const income = rowsOf(sections.Income);
  const expenses = rowsOf(sections.Expenses);
  const totals = { income: totalOf(income), expenses: totalOf(expenses) };
  const left = sumUp([...totals.income, ...totals.expenses.map(negate)]).list();
  return { income, expenses, totals, left };
}

function rowsOf(section) {
  return [...section]
    .map(([account, sums]) => ({ account, amounts: sums.list() }))
    .filter(({ amounts }) => amounts.length > 0)
    .sort((one, other) => (one.account < other.account ? -1 : 1));
}

function totalOf(rows) {
  return sumUp(rows.flatMap(({ amounts }) => amounts)).list();
}
