import { formatAmount } from '../../amounts/formatAmount.js';
import { amountLines } from '../../output/amounts.js';
import { toCsv } from '../../output/csv.js';
import { renderTable } from '../../output/table.js';
import { registerReport } from '../../reports/register.js';
import { warnOfErrors } from './warnOfErrors.js';

export async function register({ journal, query, period, options, config, colours, width, print, warn }) {
  const opened = await journal();
  warnOfErrors(opened, warn);
  const { rows } = registerReport(opened, { period, query: query(), newestFirst: options.newest });
  if (options.json) return print(JSON.stringify(rows, null, 2));
  if (options.csv) {
    const lines = rows.map(({ day, payee, account, amount }) => [
      day,
      payee,
      account,
      formatAmount(amount, { thousands: false }),
    ]);
    return print(toCsv(['date', 'payee', 'account', 'amount'], lines));
  }
  const style = { colours, style: config.amountStyle };
  return print(
    renderTable(
      [
        { title: 'Date' },
        { title: 'Payee' },
        { title: 'Account' },
        { title: 'Amount', align: 'right' },
        { title: 'Balance', align: 'right' },
      ],
      rows.map(({ day, payee, account, amount, balance }) => [
        day,
        payee,
        account,
        amountLines([amount], style),
        amountLines(balance, style),
      ]),
      { maxWidth: width },
    ),
  );
}
