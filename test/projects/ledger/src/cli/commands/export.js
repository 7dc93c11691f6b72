import { formatAmount } from '../../amounts/formatAmount.js';
import { isIn } from '../../dates/period.js';
import { writeJournal } from '../../journal/writeJournal.js';
import { toCsv } from '../../output/csv.js';
import { warnOfErrors } from './warnOfErrors.js';

/** All transactions, in the order of their days. */
export async function exportJournal({ journal, period, options, print, warn }) {
  const opened = await journal();
  warnOfErrors(opened, warn);
  const transactions = opened.transactions.filter(({ day }) => !period || isIn(day, period));
  if (options.json) return print(JSON.stringify(transactions, null, 2));
  if (!options.csv) return print(writeJournal(transactions));
  const rows = transactions.flatMap(({ day, state, payee, postings }) =>
    postings.map(({ account, amount }) => [day, state, payee, account, formatAmount(amount, { thousands: false })]),
  );
  return print(toCsv(['date', 'state', 'payee', 'account', 'amount'], rows));
}
