import { html, nothing, type TemplateResult } from 'lit';
import { capitalize } from '../../base/text';
import type { DashboardState } from '../../contracts/dashboard';
import type { Figures, StepFigures } from '../../contracts/figures';
import { kindWords } from '../../words/watchWords';
import { linkButton } from '../parts';
import { exact, money, share, span } from './amounts';
import { card } from './card';
import { dataTable } from './dataTable';
import { bar } from './groupChart';
import type { View } from './view';

/** How long Flux worked and how long it waited for the person. */
export function timeCard(view: View, { time }: Figures): TemplateResult {
  const key = 'time';
  const title = 'Working and waiting';
  const all = time.workedMs + time.waitedMs;
  if (all === 0) return card({ key, title }, html`<p class="empty">No goal was worked on in this time.</p>`);
  const rows = [
    ['Flux worked', 'one', time.workedMs, time.medianWorkedMs],
    ['Waited for you', 'wait', time.waitedMs, time.medianWaitedMs],
  ] as const;
  const body = html`<ul class="bars">
    ${rows.map(
      ([name, look, ms, median]) =>
        html`<li>
          <span class="name">${name}</span>
          <span class="amount">${span(ms)} <i>${share(ms, all)}, median ${span(median)} a goal</i></span>
          ${bar([{ look, part: ms / all }])}
        </li>`,
    )}
  </ul>`;
  return card({ key, title, note: 'Time while a window was closed does not count.' }, body, {
    view,
    content: () => ({
      caption: title,
      heads: ['', 'In all', 'Median of a goal'],
      rows: rows.map(([name, , ms, median]) => [name, span(ms), span(median)]),
    }),
  });
}

/** Steps in the order of what they took. */
export function stepsCard(
  view: View,
  which: { readonly key: 'slowest' | 'costliest'; readonly title: string; readonly none: string },
  steps: readonly StepFigures[],
): TemplateResult {
  if (steps.length === 0) return card(which, html`<p class="empty">${which.none}</p>`);
  const hasCost = steps.some(({ cost }) => cost > 0);
  return card(
    { ...which, isWide: true },
    dataTable({
      caption: which.title,
      heads: ['Step', 'Session', 'Time', 'Calls', 'Tokens', ...(hasCost ? ['Cost'] : [])],
      texts: [1],
      rows: steps.map((step) => [
        html`<span class="title" dir="auto">${step.title ?? 'Step of a deleted session'}</span>${
            step.tool === undefined ? nothing : html` <code>${step.tool}</code>`
          }`,
        step.sessionName === undefined
          ? '–'
          : linkButton(step.sessionName, () => view.act.post({ type: 'openSession', session: step.session })),
        html`${span(step.workedMs)}${step.waitedMs > 0 ? html` <i>+ ${span(step.waitedMs)} waiting</i>` : nothing}`,
        exact(step.calls),
        exact(step.tokens),
        ...(hasCost ? [money(step.cost)] : []),
      ]),
    }),
  );
}

/** What did not go straight through. */
export function troubleCard({ trouble, failedCalls, filesChanged }: Figures): TemplateResult {
  const rows: readonly (readonly [string, number])[] = [
    ['Steps tried again', trouble.retries],
    ['Failed calls to a model', failedCalls],
    ['Decisions', trouble.decisions],
    ['Decisions that asked you', trouble.escalations],
    ['Questions to you, plans aside', trouble.questions],
    ['Runs undone, at least in part', trouble.undone],
    ['Files changed', filesChanged],
  ];
  return card(
    { key: 'trouble', title: 'Retries, questions and undone runs' },
    html`<dl class="counts">
      ${rows.map(
        ([name, count]) =>
          html`<div class=${count === 0 ? 'none' : ''}>
            <dt>${name}</dt>
            <dd>${exact(count)}</dd>
          </div>`,
      )}
    </dl>`,
  );
}

/** How well prompts were estimated before they were sent. */
export function estimatesCard(view: View, { estimates }: Figures): TemplateResult {
  const key = 'estimates';
  const title = 'Estimated and actual tokens of prompts';
  if (estimates.length === 0)
    return card({ key, title }, html`<p class="empty">No call in this time had an estimate.</p>`);
  const highest = Math.max(...estimates.flatMap(({ estimated, actual }) => [estimated, actual]));
  const body = html`<ul class="bars">
    ${estimates.slice(0, 4).map(
      ({ model, estimated, actual, error }) =>
        html`<li>
          <span class="name">${model}</span>
          <span class="amount">${share(estimated, actual)} <i>average error ${share(error, 1)}</i></span>
          ${bar([{ look: 'wait', part: estimated / highest }])} ${bar([{ look: 'one', part: actual / highest }])}
        </li>`,
    )}
  </ul>`;
  return card({ key, title, note: 'Above: estimated; below: counted by the endpoint.' }, body, {
    view,
    content: () => ({
      caption: title,
      heads: ['Model', 'Calls', 'Estimated', 'Actual', 'Average error'],
      rows: estimates.map(({ model, calls, estimated, actual, error }) => [
        model,
        exact(calls),
        exact(estimated),
        exact(actual),
        share(error, 1),
      ]),
    }),
  });
}

/** What watchers suggested, and what became of it. */
export function suggestionsCard({ suggestions }: DashboardState): TemplateResult {
  const title = 'Suggestions';
  if (suggestions.length === 0)
    return card({ key: 'suggestions', title }, html`<p class="empty">Flux has not suggested anything yet.</p>`);
  return card(
    {
      key: 'suggestions',
      title,
      isWide: true,
      note: 'All that Flux has suggested here, not limited to the time above. Later answers weigh more in the effect.',
    },
    dataTable({
      caption: title,
      heads: ['About', 'Suggested', 'Open', 'Started', 'Dismissed', 'Undone', 'Effect'],
      texts: [6],
      rows: suggestions.map(({ kind, suggested, open, started, dismissed, undone, text }) => [
        capitalize(kindWords[kind]),
        exact(suggested),
        exact(open),
        exact(started),
        exact(dismissed),
        exact(undone),
        text || '–',
      ]),
    }),
  );
}
