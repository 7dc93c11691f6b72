import { accountTree, prune } from '../accounts/tree.js';
import { cutTo } from '../accounts/names.js';
import { sumUp } from '../amounts/sums.js';
import { always, isIn } from '../dates/period.js';
import { matches } from '../queries/matches.js';

/**
 * What is in each account: the sums of its postings in the period, those of accounts under it included.
 * `depth` cuts the tree; `empty` keeps accounts that are at nothing.
 */
export function balanceReport(journal, { period = always, query = [], depth = 0, empty = false } = {}) {
  const selected = [];
  for (const transaction of journal.transactions) {
    if (!isIn(transaction.day, period)) continue;
    for (const posting of transaction.postings) {
      if (matches(query, posting, transaction)) selected.push({ posting, transaction });
    }
  }
  const totals = new Map();
  for (const { posting } of selected) {
    const name = cutTo(posting.account, depth);
    totals.set(name, [...(totals.get(name) ?? []), posting.amount]);
  }
  const rows = prune(accountTree(totals), { depth, empty }).map(({ name, depth: level, all }) => ({
    account: name,
    depth: level,
    amounts: all.list(),
  }));
  return { rows, total: sumUp(selected.map(({ posting }) => posting.amount)).list() };
}
