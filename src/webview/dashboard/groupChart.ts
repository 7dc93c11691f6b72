import { html, nothing, svg, type TemplateResult } from 'lit';
import { plural } from '../../base/text';
import type { CallTotals } from '../../contracts/metrics';
import { brief, exact, exactMoney, money } from './amounts';
import { card } from './card';
import type { View } from './view';

/** More groups than this stand in the table alone. */
const mostBars = 6;

export interface GroupChart {
  readonly key: string;
  readonly title: string;
  readonly head: string;
  readonly groups: Readonly<Record<string, CallTotals>>;
  /** What people call a group. */
  readonly name?: (group: string) => string;
}

/** Tokens by what they were for, a bar each. */
export function groupChart(
  view: View,
  { key, title, head, groups, name = (group) => group }: GroupChart,
): TemplateResult {
  const all = Object.entries(groups);
  if (all.length === 0) return card({ key, title }, html`<p class="empty">No calls to a model in this time.</p>`);
  const highest = Math.max(...all.map(([, { tokens }]) => tokens));
  const hasCost = all.some(([, { cost }]) => cost > 0);
  const body = html`<ul class="bars">
      ${all.slice(0, mostBars).map(
        ([group, { tokens, calls, cost }]) =>
          html`<li title="${plural(calls, 'call')}, ${exact(tokens)} tokens${cost > 0 ? `, ${money(cost)}` : ''}">
            <span class="name">${name(group)}</span>
            <span class="amount">${brief(tokens)}${hasCost ? html` <i>${money(cost)}</i>` : nothing}</span>
            ${bar([{ look: 'one', part: highest > 0 ? tokens / highest : 0 }])}
          </li>`,
      )}
    </ul>
    ${all.length > mostBars ? html`<p class="note">${all.length - mostBars} more in the table</p>` : nothing}`;
  return card({ key, title }, body, {
    view,
    content: () => ({
      caption: title,
      heads: [head, 'Calls', 'Tokens', 'Cost'],
      rows: all.map(([group, { calls, tokens, cost }]) => [name(group), exact(calls), exact(tokens), exactMoney(cost)]),
    }),
  });
}

/** A horizontal bar of parts of the whole width. What it shows is written beside it. */
export function bar(parts: readonly { readonly look: string; readonly part: number }[]): TemplateResult {
  let from = 0;
  return html`<svg class="bar" width="100%" height="8" aria-hidden="true">
    <rect class="track" width="100%" height="8" rx="3"></rect>
    ${parts.map(({ look, part }) => {
      const x = from;
      from += part;
      return part > 0 ? barPart(look, x, part) : nothing;
    })}
  </svg>`;
}

function barPart(look: string, from: number, part: number): TemplateResult<2> {
  const width = Math.max(0.5, part * 100);
  return svg`<rect class="fill-${look}" x="${from * 100}%" width="${width}%" height="8" rx="3"></rect>`;
}
