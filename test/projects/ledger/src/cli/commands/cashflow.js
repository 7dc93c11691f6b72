import { amountLines } from '../../output/amounts.js';
import { renderTable } from '../../output/table.js';
import { cashflowReport } from '../../reports/cashflow.js';
import { warnOfErrors } from './warnOfErrors.js';

export async function cashflow({ journal, query, period, options, config, colours, width, print, warn }) {
  const opened = await journal();
  warnOfErrors(opened, warn);
  const { rows, total } = cashflowReport(opened, { accounts: config.cashAccounts, period, query: query() });
  if (options.json) return print(JSON.stringify({ rows, total }, null, 2));
  const style = { colours, style: config.amountStyle };
  return print(
    renderTable(
      [{ title: 'Account' }, { title: 'Amount', align: 'right' }],
      [...rows.map(({ account, amounts }) => [account, amountLines(amounts, style)]), ['Total', amountLines(total, style)]],
      { maxWidth: width },
    ),
  );
}
