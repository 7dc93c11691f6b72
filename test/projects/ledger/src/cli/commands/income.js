import { amountLines } from '../../output/amounts.js';
import { renderTable } from '../../output/table.js';
import { incomeReport } from '../../reports/income.js';
import { warnOfErrors } from './warnOfErrors.js';

export async function income({ journal, query, period, options, config, colours, width, print, warn }) {
  const opened = await journal();
  warnOfErrors(opened, warn);
  const report = incomeReport(opened, { period, query: query(), depth: options.depth ?? (config.depth || 2) });
  if (options.json) return print(JSON.stringify(report, null, 2));
  const style = { colours, style: config.amountStyle };
  const section = (title, rows, total) => [
    [colours.bold(title), ''],
    ...rows.map(({ account, amounts }) => [`  ${account.split(':').slice(1).join(':')}`, amountLines(amounts, style)]),
    ['  Total', amountLines(total, style)],
  ];
  return print(
    renderTable(
      [{ title: '' }, { title: 'Amount', align: 'right' }],
      [
        ...section('Income', report.income, report.totals.income),
        ...section('Expenses', report.expenses, report.totals.expenses),
        [colours.bold('Left'), amountLines(report.left, style)],
      ],
      { header: false, maxWidth: width },
    ),
  );
}
