import { formatAmount } from '../amounts/formatAmount.js';

const marks = { cleared: '* ', pending: '! ', open: '' };

/** A transaction as it stands in a journal, amounts in a column. */
export function writeTransaction({ day, state, payee, comment, postings }) {
  const accounts = postings.map(({ account }) => account);
  const amounts = postings.map(({ amount }) => (amount ? formatAmount(amount, { thousands: false }) : ''));
  const accountWidth = Math.max(...accounts.map((each) => each.length));
  const amountWidth = Math.max(...amounts.map((each) => each.length));
  const lines = postings.map((posting, index) => {
    const line = `    ${accounts[index].padEnd(accountWidth)}  ${amounts[index].padStart(amountWidth)}`.trimEnd();
    return posting.comment ? `${line}  ; ${posting.comment}` : line;
  });
  const first = `${day} ${marks[state]}${payee}${comment ? `  ; ${comment}` : ''}`;
  return [first, ...lines].join('\n');
}

/** A whole journal, a blank line between transactions. */
export function writeJournal(transactions) {
  return transactions.map((each) => `${writeTransaction(each)}\n`).join('\n');
}
