import type { DashboardRange } from '../../contracts/dashboard';
import type { Span } from '../../contracts/figures';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** No more columns than a person can tell apart. */
const mostSpans = 60;

type Unit = 'hour' | 'day' | 'week' | 'month';

/** Since when something counts: `day` is the last 24 hours, the others begin with a day. */
export function sinceOf(range: DashboardRange, now: number, zone: string): number {
  return range === 'all' ? 0 : (spansOf(range, now, zone)[0]?.[0] ?? 0);
}

/**
 * The columns of a chart: whole hours, days, weeks (from Monday) or months where the person is, the last of which has
 * `now` in it.
 * @param oldest when the oldest that counts happened; for `all`
 */
export function spansOf(range: DashboardRange, now: number, zone: string, oldest = now): Span[] {
  const clock = clockOf(zone);
  const unit = unitOf(range, now - oldest);
  const count = { day: 24, week: 7, month: 30, all: mostSpans }[range];
  const spans: Span[] = [];
  let until = clock.next(clock.startOf(now, unit), unit);
  while (spans.length < count && (range !== 'all' || until > oldest)) {
    const from = clock.startOf(until - 1, unit);
    spans.unshift([from, until]);
    until = from;
  }
  return spans;
}

function unitOf(range: DashboardRange, ms: number): Unit {
  if (range === 'day') return 'hour';
  if (range !== 'all' || ms < 45 * dayMs) return 'day';
  return ms < 400 * dayMs ? 'week' : 'month';
}

interface Clock {
  startOf(at: number, unit: Unit): number;
  /** The beginning of the next one. */
  next(start: number, unit: Unit): number;
}

/** Days and hours of a time zone; of one that is not known, those of UTC. */
function clockOf(zone: string): Clock {
  const format = formatOf(zone);
  /** The time that clocks show there, as if it were UTC. */
  const shown = (at: number): number => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(parts['year']!, parts['month']! - 1, parts['day'], parts['hour'], parts['minute'], parts['second']);
  };
  /** When clocks there show a time; where they jump over it, a moment later. */
  const when = (time: number): number => {
    const near = time - (shown(time) - time);
    return near - (shown(near) - time);
  };
  const startOf = (at: number, unit: Unit): number => {
    const time = shown(at);
    if (unit === 'hour') return at - (((time % hourMs) + hourMs) % hourMs) - (at % 1000);
    return when(startShown(new Date(time), unit));
  };
  return {
    startOf,
    // A day has 23 to 25 hours, a month at most 31 days.
    next: (start, unit) => startOf(start + { hour: 1, day: 36, week: 7.5 * 24, month: 31.5 * 24 }[unit] * hourMs, unit),
  };
}

function startShown(date: Date, unit: Unit): number {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (unit === 'month') return Date.UTC(year, month, 1);
  return Date.UTC(year, month, unit === 'week' ? day - ((date.getUTCDay() + 6) % 7) : day);
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const options: Intl.DateTimeFormatOptions = {
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  };
  try {
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
  }
}
