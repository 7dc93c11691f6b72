import { formatAmount } from '../../amounts/formatAmount.js';
import { parsePeriod, monthOf } from '../../dates/period.js';
import { todayHere } from '../../dates/day.js';
import { JournalError } from '../../journal/errors.js';
import { bar } from '../../output/amounts.js';
import { renderTable } from '../../output/table.js';
import { budgetReport } from '../../reports/budget.js';
import { warnOfErrors } from './warnOfErrors.js';

/** Without a period: this month. */
export async function budget({ journal, query, period, options, config, colours, width, print, warn }) {
  const opened = await journal();
  warnOfErrors(opened, warn);
  const whole = period ?? parsePeriod(monthOf(todayHere()));
  if (!whole.from || !whole.until) throw new JournalError('budget needs a period with a beginning and an end.');
  const { rows } = budgetReport(opened, { period: whole, query: query() });
  if (options.json) return print(JSON.stringify(rows, null, 2));
  const text = (each) => formatAmount(each, { style: config.amountStyle });
  return print(
    renderTable(
      [
        { title: 'Account' },
        { title: 'Planned', align: 'right' },
        { title: 'Spent', align: 'right' },
        { title: 'Left', align: 'right' },
        { title: '' },
      ],
      rows.map(({ account, planned, spent, left, percent = 0 }) => {
        const shown = bar(percent);
        return [account, text(planned), text(spent), text(left), percent > 100 ? colours.red(shown) : shown];
      }),
      { maxWidth: width },
    ),
  );
}
