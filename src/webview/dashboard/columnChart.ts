import { html, nothing, svg, type TemplateResult } from 'lit';
import type { SpanFigures } from '../../contracts/figures';
import { card } from './card';
import { ticks } from './amounts';
import { spanLabel, spanName } from './spanWords';
import type { View } from './view';

/** One of the amounts that are stacked in each column. */
interface Series {
  readonly name: string;
  /** Its place among the colours and patterns of the style sheet. */
  readonly look: string;
  readonly of: (span: SpanFigures) => number;
}

export interface ColumnChart {
  readonly key: string;
  readonly title: string;
  readonly series: readonly Series[];
  /** Amounts in the legend and the table, and beside the lines. */
  readonly format: (amount: number) => string;
  readonly scale: (amount: number) => string;
  /** Only whole amounts are drawn lines for. */
  readonly isWhole?: boolean;
  readonly nothing: string;
}

const height = 132;
const labelHeight = 20;

/** Columns over time. The arrow keys and the pointer go from one to the next; the legend tells its amounts. */
export function columnChart(view: View, spans: readonly SpanFigures[], chart: ColumnChart): TemplateResult {
  const { key, title, series, format } = chart;
  const used = series.filter(({ of }) => spans.some((span) => of(span) > 0));
  if (used.length === 0) return card({ key, title }, html`<p class="empty">${chart.nothing}</p>`);
  const at = view.picked[key];
  const picked = at === undefined ? undefined : spans[at];
  const amount = ({ of }: Series) => (picked ? of(picked) : spans.reduce((sum, span) => sum + of(span), 0));
  const body = html`
    ${drawing(view, spans, used, chart)}
    <p class="legend" aria-live="polite">
      <span class="when">${picked ? spanName(picked) : 'In all'}</span>
      ${used.map(
        (each) =>
          html`<span class="entry"
            ><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true">
              <rect class="fill-${each.look}" x="0.5" y="0.5" width="9" height="9" rx="2" /></svg
            >${each.name} <b>${format(amount(each))}</b></span
          >`,
      )}
    </p>
  `;
  return card({ key, title, isWide: true }, body, {
    view,
    content: () => ({
      caption: title,
      heads: ['Time', ...used.map(({ name }) => name)],
      rows: spans
        .filter((span) => used.some(({ of }) => of(span) > 0))
        .map((span) => [spanName(span), ...used.map(({ of }) => format(of(span)))]),
    }),
  });
}

function drawing(
  view: View,
  spans: readonly SpanFigures[],
  series: readonly Series[],
  { key, title, scale, isWhole }: ColumnChart,
): TemplateResult {
  const highest = Math.max(...spans.map((span) => series.reduce((sum, { of }) => sum + of(span), 0)));
  const marks = ticks(highest, isWhole);
  const y = (amount: number) => height - (amount / marks.at(-1)!) * (height - 14);
  const at = view.picked[key];
  const width = 100 / spans.length;
  const bar = width * (spans.length <= 12 ? 0.46 : 0.66);
  const columns = spans.map((span, index) => {
    let base = 0;
    return series.map(({ of, look }) => {
      const from = base;
      base += of(span);
      const size = y(from) - y(base);
      if (size <= 0) return nothing;
      // The smallest amount is seen, and a line of the ground shows between two.
      const drawn = Math.max(1.5, size - (from > 0 ? 1 : 0));
      return svg`<rect class="fill-${look}" x="${index * width + (width - bar) / 2}%" width="${bar}%"
        y=${y(from) - drawn - (from > 0 ? 1 : 0)} height=${drawn} rx=${Math.min(2, drawn / 2)}></rect>`;
    });
  });
  return html`<div class="chart">
    <svg class="axis" height=${height + labelHeight} aria-hidden="true">
      ${marks.slice(1).map((mark) => svg`<text class="mark" y=${y(mark) + 4}>${scale(mark)}</text>`)}
    </svg>
    <svg
      class="columns"
      width="100%"
      height=${height + labelHeight}
      role="img"
      tabindex="0"
      aria-label="${title}. Use the arrow keys to read the columns, or open the table."
      @keydown=${(event: KeyboardEvent) => onKey(event, view, key, spans.length)}
      @pointermove=${(event: PointerEvent) => view.act.pick(key, columnAt(event, spans.length))}
      @pointerleave=${() => view.act.pick(key, undefined)}
      @blur=${() => view.act.pick(key, undefined)}
    >
      ${marks.map((mark) => svg`<line class="grid" x2="100%" y1=${y(mark)} y2=${y(mark)}></line>`)}
      ${
        at === undefined
          ? nothing
          : svg`<rect class="band" x="${at * width}%" width="${width}%" y="0" height=${height}></rect>`
      }
      ${columns} ${labelled(spans.length).map((index) => label(spanLabel(spans[index]!), index, spans.length))}
    </svg>
  </div>`;
}

/** Below its column; the first and the last stay within the drawing. */
function label(text: string, index: number, count: number): TemplateResult<2> {
  const draw = (x: number, anchor: string) =>
    svg`<text class="label" x="${x}%" y=${height + 15} text-anchor=${anchor}>${text}</text>`;
  if (count > 1 && index === 0) return draw(0, 'start');
  return count > 1 && index === count - 1 ? draw(100, 'end') : draw((100 * (index + 0.5)) / count, 'middle');
}

/** Which columns are named: as many as there is room for everywhere. */
function labelled(count: number): number[] {
  const names = Math.min(count, 4);
  return Array.from({ length: names }, (_, index) => Math.round((index * (count - 1)) / Math.max(1, names - 1)));
}

function columnAt(event: PointerEvent, count: number): number {
  const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
  return Math.min(count - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * count)));
}

function onKey(event: KeyboardEvent, view: View, key: string, count: number): void {
  const at = view.picked[key];
  const moves: Partial<Record<string, number | undefined>> = {
    ArrowLeft: Math.max(0, (at ?? count) - 1),
    ArrowRight: Math.min(count - 1, (at ?? -1) + 1),
    Home: 0,
    End: count - 1,
    Escape: undefined,
  };
  if (!Object.hasOwn(moves, event.key)) return;
  event.preventDefault();
  view.act.pick(key, moves[event.key]);
}
