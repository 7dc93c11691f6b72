import { html, nothing, type TemplateResult } from 'lit';
import { comparisonView } from './comparisonView';
import { decisionsView } from './decisionView';
import { exchangeView } from './exchangeView';
import { footerView } from './footerView';
import { gateView, openGates } from './gateView';
import { headerView } from './headerView';
import { icon } from './icons';
import { inlineCode } from './inlineCode';
import { disclosure } from './parts';
import { saidView } from './saidView';
import { stepsView } from './stepsView';
import { summaryView } from './summaryView';
import type { View } from './view';

/** The whole page. */
export function pageView(view: View): TemplateResult {
  const { session } = view.state;
  const steps = new Set(session.plan?.steps.map((step) => step.id));
  return html`<div class="page">
    <main
      @scroll=${{
        handleEvent: (event: Event) => view.act.scrolled((event.target as HTMLElement).scrollTop),
        passive: true,
      }}
    >
      <div class="column">
        ${headerView(view)} ${summaryView(view)} ${comparisonView(view)}
        ${openGates(view)
          .filter((gate) => gate.step === undefined || !steps.has(gate.step))
          .map((gate) => gateView(view, gate))}
        ${session.plan ? planView(view) : planningView(view)} ${saidView(view)} ${historyView(view)}
        ${session.modelCalls > 0 ? exchangeView(view) : nothing}
      </div>
    </main>
    ${footerView(view)}
  </div>`;
}

/** What a panel without a session says. */
export function emptyView(text: string): TemplateResult {
  return html`<div class="page">
    <main>
      <div class="column"><p class="empty">${inlineCode(text)}</p></div>
    </main>
  </div>`;
}

function planView(view: View): TemplateResult {
  const replanning = view.state.session.state === 'planning';
  const request = view.state.session.planRequest;
  const notes = view.state.session.plan?.notes ?? [];
  return html`${
      notes.length > 0
        ? html`<ul class="notes" aria-label="Notes">
            ${notes.map((note) => html`<li>${icon('info')}<span>${inlineCode(note)}</span></li>`)}
          </ul>`
        : nothing
    }${replanning && request ? html`<p class="asked">“${request}”</p>` : nothing}
    <div class=${replanning ? 'faded' : ''} aria-busy=${replanning ? 'true' : 'false'}>${stepsView(view)}</div>
    ${decisionsView(view)}`;
}

/** Before there is a plan: what is going on, and the shape of what comes. */
function planningView(view: View): TemplateResult | typeof nothing {
  const { session } = view.state;
  if (session.state !== 'planning' && session.state !== 'discovery') return nothing;
  if (openGates(view).length > 0) return nothing;
  return html`<div class="skeleton" aria-hidden="true">
    ${[62, 48, 70, 40].map(
      (width) =>
        html`<div>
          <i></i
          ><svg height="24" width="${width}%">
            <rect width="100%" height="9" y="1" rx="2" />
            <rect width="55%" height="7" y="16" rx="2" />
          </svg>
        </div>`,
    )}
  </div>`;
}

/** Answers given, for those who want to know. */
function historyView(view: View): TemplateResult | typeof nothing {
  const answers = view.state.session.said.filter(({ kind }) => kind === 'answer');
  if (answers.length === 0) return nothing;
  return disclosure(
    view,
    { key: 'history', heading: 'Answers' },
    () =>
      html`<ul class="history">
        ${answers.map(
          ({ question, text }) => html`<li><span class="dim">${inlineCode(question ?? '')}</span><br />${text}</li>`,
        )}
      </ul>`,
  );
}
