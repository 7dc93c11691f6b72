import { formatAmount } from '../../amounts/formatAmount.js';
import { amountLines } from '../../output/amounts.js';
import { toCsv } from '../../output/csv.js';
import { renderTable } from '../../output/table.js';
import { balanceReport } from '../../reports/balance.js';
import { warnOfErrors } from './warnOfErrors.js';

export async function balance({ journal, query, period, options, config, colours, width, print, warn }) {
  const opened = await journal();
  warnOfErrors(opened, warn);
  const depth = options.depth ?? config.depth;
  const { rows, total } = balanceReport(opened, { period, query: query(), depth, empty: options.empty });
  if (options.json) return print(JSON.stringify({ rows, total }, null, 2));
  if (options.csv) {
    const lines = rows.flatMap(({ account, amounts }) =>
      amounts.map((each) => [account, formatAmount(each, { thousands: false })]),
    );
    return print(toCsv(['account', 'amount'], lines));
  }
  const style = { colours, style: config.amountStyle };
  const table = rows.map(({ account, depth: level, amounts }) => [
    amountLines(amounts, style),
    `${'  '.repeat(level - 1)}${account.split(':').at(-1)}`,
  ]);
  return print(
    renderTable(
      [{ title: 'Amount', align: 'right' }, { title: 'Account' }],
      [...table, [amountLines(total, style), 'Total']],
      { maxWidth: width },
    ),
  );
}
