import { html, type TemplateResult } from 'lit';
import type { DashboardState } from '../../contracts/dashboard';
import { exact } from './amounts';
import { card } from './card';
import { dataTable } from './dataTable';

/** Goals by their kind: how often they worked, with which steps, and what that took. */
export function plansCard({ kinds }: DashboardState): TemplateResult {
  const title = 'Plans that worked';
  if (kinds.length === 0) return card({ key: 'plans', title }, html`<p class="empty">No goal has ended yet.</p>`);
  return card(
    {
      key: 'plans',
      title,
      isWide: true,
      note: 'Goals of the same kind, by their newest. Not limited to the time above.',
    },
    dataTable({
      caption: title,
      heads: ['Goals like', 'Ended', 'Verified', 'Not verified', 'Calls', 'Tokens', 'Usual steps'],
      texts: [6],
      rows: kinds.map(({ text, goals, verified, unverified, calls, tokens, steps }) => [
        html`<span class="title" dir="auto">${text}</span>`,
        exact(goals),
        exact(verified),
        exact(unverified),
        verified + unverified > 0 ? exact(calls) : '–',
        verified + unverified > 0 ? exact(tokens) : '–',
        steps.length > 0 ? steps.map((tool, at) => html`${at > 0 ? ', ' : ''}<code>${tool}</code>`) : '–',
      ]),
    }),
  );
}
