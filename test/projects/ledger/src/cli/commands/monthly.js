import { amount } from '../../amounts/amount.js';
import { formatAmount } from '../../amounts/formatAmount.js';
import { JournalError } from '../../journal/errors.js';
import { toCsv } from '../../output/csv.js';
import { renderTable } from '../../output/table.js';
import { monthlyReport } from '../../reports/monthly.js';
import { warnOfErrors } from './warnOfErrors.js';

export async function monthly({ journal, query, period, options, config, width, print, warn }) {
  const opened = await journal();
  warnOfErrors(opened, warn);
  const depth = options.depth ?? (config.depth || 2);
  const report = monthlyReport(opened, { period, query: query(), depth, currency: options.currency });
  if (!report.currency) throw new JournalError('The journal names no currency. Say which by --currency.');
  if (options.json) return print(JSON.stringify(report, null, 2));
  const text = (units) => formatAmount(amount(units, report.currency), { thousands: !options.csv }).split(' ')[0];
  const titles = ['account', ...report.months, 'average', 'total'];
  const rows = report.rows.map(({ account, units, average, total }) => [
    account,
    ...units.map(text),
    text(average),
    text(total),
  ]);
  if (options.csv) return print(toCsv(titles, rows));
  const columns = titles.map((title, index) => ({ title, align: index === 0 ? 'left' : 'right' }));
  return print(renderTable(columns, rows, { maxWidth: width }));
}
