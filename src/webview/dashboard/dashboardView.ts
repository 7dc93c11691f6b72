import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { capitalize } from '../../base/text';
import type { DashboardRange, DashboardState } from '../../contracts/dashboard';
import { purposeWords } from '../../words/purposeWords';
import { icon } from '../icons';
import { button } from '../parts';
import { brief, exact, exactMoney, money } from './amounts';
import { columnChart, type ColumnChart } from './columnChart';
import { estimatesCard, stepsCard, suggestionsCard, timeCard, troubleCard } from './details';
import { groupChart, type GroupChart } from './groupChart';
import { plansCard } from './plansCard';
import { tiles } from './tiles';
import type { View } from './view';

export const rangeWords: Readonly<Record<DashboardRange, string>> = {
  day: '24 hours',
  week: '7 days',
  month: '30 days',
  all: 'all time',
};

const goalsChart: ColumnChart = {
  key: 'goals',
  title: 'Goals by how they ended',
  series: [
    { name: 'Done and verified', look: 'good', of: ({ verified }) => verified },
    { name: 'Done, not verified', look: 'half', of: ({ unverified }) => unverified },
    { name: 'Failed', look: 'bad', of: ({ failed }) => failed },
    { name: 'Stopped', look: 'off', of: ({ cancelled }) => cancelled },
  ],
  format: exact,
  scale: brief,
  isWhole: true,
  nothing: 'No goal ended in this time.',
};
const tokensChart: ColumnChart = {
  key: 'tokens',
  title: 'Tokens',
  series: [
    { name: 'Prompts', look: 'one', of: ({ prompt, cached }) => Math.max(0, prompt - cached) },
    { name: 'Cached prompts', look: 'two', of: ({ prompt, cached }) => Math.min(prompt, cached) },
    { name: 'Answers', look: 'three', of: ({ completion }) => completion },
    { name: 'Saved, not sent', look: 'saved', of: ({ saved }) => saved },
  ],
  format: exact,
  scale: brief,
  isWhole: true,
  nothing: 'No calls to a model in this time.',
};
const costChart: ColumnChart = {
  key: 'cost',
  title: 'Cost',
  series: [{ name: 'Cost', look: 'three', of: ({ cost }) => cost }],
  format: exactMoney,
  scale: money,
  nothing: '',
};

/** The whole page. */
export function dashboardView(view: View): TemplateResult {
  const { state, failed } = view;
  return html`<main class="dashboard">
    <header>
      <div class="grow">
        <h1 tabindex="-1">Dashboard</h1>
        <p class="note">What Flux did here. These figures stay on your machine.</p>
      </div>
      ${state && !state.isEmpty ? controls(view, state) : nothing}
    </header>
    ${failed === undefined ? nothing : html`<p class="failed" role="alert">${icon('warning')} ${failed}</p>`}
    ${state ? body(view, state) : nothing}
  </main>`;
}

function body(view: View, state: DashboardState): TemplateResult {
  if (state.isEmpty)
    return html`<div class="first">
      <p>There are no sessions in this workspace yet. Run a goal, and its figures appear here.</p>
      ${button('Run goal…', () => view.act.post({ type: 'runGoal' }), { primary: true })}
    </div>`;
  const { figures } = state;
  const { spans, metrics, time } = figures;
  if (metrics.sessions === 0 && metrics.modelCalls === 0 && time.goals === 0)
    return html`<p class="first">Nothing happened in this time. Choose a longer one to see more.</p>
      <div class="cards">${plansCard(state)} ${suggestionsCard(state)}</div>`;
  return html`${tiles(figures)}
    <div class="cards">
      ${columnChart(view, spans, goalsChart)} ${columnChart(view, spans, tokensChart)}
      ${metrics.cost > 0 ? columnChart(view, spans, costChart) : nothing}
      ${groupsOf(state).map((group) => groupChart(view, group))} ${timeCard(view, figures)} ${troubleCard(figures)}
      ${estimatesCard(view, figures)}
      ${stepsCard(view, { key: 'slowest', title: 'Slowest steps', none: 'No step ran in this time.' }, figures.slowest)}
      ${stepsCard(
        view,
        { key: 'costliest', title: 'Costliest steps', none: 'No step called a model in this time.' },
        figures.costliest,
      )}
      ${plansCard(state)} ${suggestionsCard(state)}
    </div>`;
}

function groupsOf({ figures }: DashboardState): GroupChart[] {
  const { byIntent, byRole, byModel, byWorkflow } = figures.metrics;
  const or = (word: string) => (group: string) => (group === 'other' ? word : group);
  const purposes: Readonly<Record<string, string>> = purposeWords;
  return [
    {
      key: 'purpose',
      title: 'Tokens by purpose',
      head: 'Purpose',
      groups: figures.byPurpose as GroupChart['groups'],
      name: (group) => purposes[group] ?? capitalize(group),
    },
    { key: 'intent', title: 'Tokens by intent', head: 'Intent', groups: byIntent, name: or('no intent known') },
    { key: 'role', title: 'Tokens by role', head: 'Role', groups: byRole, name: or('no role') },
    { key: 'model', title: 'Tokens by model', head: 'Model', groups: byModel },
    { key: 'workflow', title: 'Tokens by workflow', head: 'Workflow', groups: byWorkflow, name: or('no workflow') },
  ];
}

const searching = '#search';

function controls({ kept, act }: View, { sessions, filter }: DashboardState): TemplateResult {
  const onSession = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    if (value === searching) act.post({ type: 'findSession' });
    act.chooseSession(value === searching ? kept.session : value || undefined);
  };
  const chosen = kept.session ?? filter.session ?? '';
  return html`<div class="controls">
    <fieldset class="ranges">
      <legend class="unseen">Time</legend>
      ${(Object.keys(rangeWords) as DashboardRange[]).map(
        (range) =>
          html`<label
            ><input
              type="radio"
              name="range"
              .checked=${live(kept.range === range)}
              @change=${() => act.chooseRange(range)}
            /><span>${range === 'all' ? 'All' : rangeWords[range]}</span></label
          >`,
      )}
    </fieldset>
    <select class="session" aria-label="Session" .value=${live(chosen)} @change=${onSession}>
      <option value="" ?selected=${chosen === ''}>All sessions</option>
      ${sessions.map(({ id, name }) => html`<option value=${id} ?selected=${id === chosen}>${name}</option>`)}
      <option value=${searching}>Find a session…</option>
    </select>
    <div class="exports">
      ${button('Export CSV…', () => act.post({ type: 'export', format: 'csv' }))}
      ${button('Export JSON…', () => act.post({ type: 'export', format: 'json' }))}
    </div>
  </div>`;
}
