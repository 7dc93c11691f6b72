import type { DashboardState } from '../../contracts/dashboard';
import type { CallTotals } from '../../contracts/metrics';

type Row = readonly [section: string, item: string, measure: string, value: string | number];

/** What the dashboard shows, as JSON. */
export function figuresJson({ filter, figures, kinds, suggestions, now }: DashboardState): string {
  return `${JSON.stringify({ exportedAt: now, filter, ...figures, kinds, suggestions }, null, 2)}\n`;
}

/** The same as a table of one number a line, so that a spreadsheet can group it as it likes. */
export function figuresCsv(state: DashboardState): string {
  const lines = [['section', 'item', 'measure', 'value'], ...rowsOf(state)];
  return `${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

function rowsOf({ figures, kinds, suggestions }: DashboardState): Row[] {
  const { metrics, byPurpose, spans, time, slowest, costliest, trouble, estimates } = figures;
  const { tokens, byIntent, byModel, byRole, byWorkflow, ...counts } = metrics;
  const measures = (section: string, item: string, values: object): Row[] =>
    Object.entries(values).flatMap(([measure, value]: [string, unknown]): Row[] =>
      typeof value === 'number' || typeof value === 'string' ? [[section, item, measure, value]] : [],
    );
  const totals = (section: string, by: Readonly<Record<string, CallTotals>>) =>
    Object.entries(by).flatMap(([item, values]) => measures(section, item, values));
  return [
    ...measures('total', '', counts),
    ...measures('total', 'tokens', tokens),
    ...measures('total', '', { failedCalls: figures.failedCalls, filesChanged: figures.filesChanged }),
    ...totals('intent', byIntent),
    ...totals('role', byRole),
    ...totals('model', byModel),
    ...totals('workflow', byWorkflow),
    ...totals('purpose', byPurpose as Readonly<Record<string, CallTotals>>),
    ...spans.flatMap(({ from, until: _until, ...values }) => measures('time', new Date(from).toISOString(), values)),
    ...measures('duration', '', time),
    ...measures('run', '', trouble),
    ...slowest.flatMap((step, index) => measures('slowest step', String(index + 1), step)),
    ...costliest.flatMap((step, index) => measures('costliest step', String(index + 1), step)),
    ...estimates.flatMap(({ model, ...values }) => measures('estimate', model, values)),
    ...kinds.flatMap(({ steps, ...values }, index) =>
      measures('goals of a kind', String(index + 1), { ...values, steps: steps.join(' ') }),
    ),
    ...suggestions.flatMap(({ kind, ...values }) => measures('suggestion', kind, values)),
  ];
}

/** A title that begins like a formula must not be one where the file is opened. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
