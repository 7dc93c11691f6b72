import { formatCost } from '../../base/text';

/** `1,234,567` */
export function exact(count: number): string {
  return Math.round(count).toLocaleString('en');
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `1.2M`, for where there is little room. */
export function brief(count: number): string {
  return compact.format(count);
}

/** `$1,204.50`, `$0.0012`: below a cent to four places. */
export function money(usd: number): string {
  return usd < 0.01 ? exactMoney(usd) : dollars(usd, 2);
}

/** `$0.1834`: to four places. */
export function exactMoney(usd: number): string {
  if (usd === 0) return '$0';
  return usd < 0.00005 ? formatCost(usd) : dollars(usd, 4);
}

function dollars(usd: number, places: number): string {
  return `$${usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: places })}`;
}

/** `68%`, `under 1%`; nothing of nothing is a dash. */
export function share(part: number, whole: number): string {
  if (!(whole > 0)) return '–';
  const percent = Math.round((100 * part) / whole);
  return percent === 0 && part > 0 ? 'under 1%' : `${percent}%`;
}

/** `0.4 s`, `2 min`, `3 h 5 min`, `2 d 4 h`: the two largest units. */
export function span(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 59.5) return `${seconds < 9.95 ? seconds.toFixed(seconds === 0 ? 0 : 1) : Math.round(seconds)} s`;
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const first = units.findIndex(([, size]) => Math.round(seconds) >= size);
  const [large, size] = units[first]!;
  const [small, part] = units[first + 1] ?? ['s', 1];
  const count = Math.floor(Math.round(seconds) / size);
  const rest = Math.floor((Math.round(seconds) - count * size) / part);
  return rest > 0 ? `${count} ${large} ${rest} ${small}` : `${count} ${large}`;
}

/** Round numbers from 0 up to what is highest, at most four above 0. */
export function ticks(highest: number, isWhole = false): number[] {
  if (!(highest > 0)) return [0, 1];
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const size = isWhole ? Math.max(1, Math.ceil(step)) : step;
  return Array.from({ length: Math.ceil(highest / size) + 1 }, (_, index) => index * size);
}
