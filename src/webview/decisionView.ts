import { html, nothing, type TemplateResult } from 'lit';
import type { DecisionRecord } from '../contracts/decision';
import { decisionFacts, decisionHeading } from './decisionWords';
import { icon } from './icons';
import { inlineCode } from './inlineCode';
import type { View } from './view';

/** The decisions about a step, or, without one, those about the run as a whole: what, why, and what came of it. */
export function decisionsView(view: View, step?: string): TemplateResult | typeof nothing {
  const { session } = view.state;
  const known = new Set(session.plan?.steps.map(({ id }) => id));
  const own = session.decisions.filter((decision) =>
    step === undefined ? decision.step === undefined || !known.has(decision.step) : decision.step === step,
  );
  return own.length === 0 ? nothing : html`${own.map((decision) => decisionView(view, decision))}`;
}

function decisionView(view: View, decision: DecisionRecord): TemplateResult {
  const titles = new Map((view.state.session.plan?.steps ?? []).map((step) => [step.id, step.title]));
  const facts = decisionFacts(decision, titles);
  return html`<div class="decision" role="note" aria-label="Decision">
    ${icon(icons[decision.action] ?? 'chevron')}
    <div>
      <p><strong>${decisionHeading(decision)}</strong> ${inlineCode(decision.reasoning)}</p>
      ${facts.length > 0 ? html`<p class="dim">${inlineCode(facts.join(' '))}</p>` : nothing}
    </div>
  </div>`;
}

const icons: Readonly<Record<DecisionRecord['action'], Parameters<typeof icon>[0]>> = {
  create_task: 'target',
  escalate_to_human: 'ask',
  project_complete: 'check',
  wait_for_more_tasks: 'chevron',
  go_on: 'chevron',
};
