import type { SpanFigures } from '../../contracts/figures';

const hourMs = 3_600_000;
const hour = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' });
const month = new Intl.DateTimeFormat('en', { month: 'short', year: 'numeric' });
const wholeDay = new Intl.DateTimeFormat('en', { weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' });

type Ends = Pick<SpanFigures, 'from' | 'until'>;

/** Where it begins, short enough to stand below a column: `14:00`, `Nov 26`, `Nov 2026`. */
export function spanLabel({ from, until }: Ends): string {
  const hours = (until - from) / hourMs;
  if (hours < 20) return hour.format(from);
  return hours < 20 * 24 ? day.format(from) : month.format(from);
}

/** The whole of it: `Thu, Nov 26, 14:00–15:00`, `Nov 23 – Nov 29, 2026`. */
export function spanName({ from, until }: Ends): string {
  const hours = (until - from) / hourMs;
  if (hours < 20) return `${day.format(from)}, ${hour.format(from)}–${hour.format(until)}`;
  if (hours < 30) return wholeDay.format(from);
  if (hours < 20 * 24) return `${day.format(from)} – ${day.format(until - 1)}, ${new Date(until - 1).getFullYear()}`;
  return month.format(from);
}
