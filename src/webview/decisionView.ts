import { html, nothing, type TemplateResult } from 'lit';
import type { DecisionRecord } from '../contracts/decision';
import { icon } from './icons';
import { inlineCode } from './inlineCode';
import type { View } from './view';
import { plural } from './words';

/** The decisions about a step, or, without one, those about the run as a whole: what, why, and what came of it. */
export function decisionsView(view: View, step?: string): TemplateResult | typeof nothing {
  const { session } = view.state;
  const known = new Set(session.plan?.steps.map(({ id }) => id));
  const own = session.decisions.filter((decision) => (step === undefined ? decision.step === undefined || !known.has(decision.step) : decision.step === step));
  return own.length === 0 ? nothing : html`${own.map((decision) => decisionView(view, decision))}`;
}

function decisionView(view: View, decision: DecisionRecord): TemplateResult {
  const titles = new Map((view.state.session.plan?.steps ?? []).map((step) => [step.id, step.title]));
  const named = (ids: readonly string[]): string => ids.map((id) => `“${titles.get(id) ?? id}”`).join(', ');
  const facts = [
    decision.added?.length ? `Added ${plural(decision.added.length, 'step')}: ${named(decision.added)}.` : '',
    decision.dropped?.length ? `Left out: ${named(decision.dropped)}.` : '',
    decision.role ? `Given to ${decision.role}.` : '',
    decision.roleNote ?? '',
    decision.outcome ?? '',
  ].filter(Boolean);
  return html`<div class="decision" role="note" aria-label="Decision">
    ${icon('ask')}<div><p><strong>${headings[decision.action]}</strong> ${inlineCode(decision.reasoning)}</p>${facts.length > 0 ? html`<p class="dim">${facts.join(' ')}</p>` : nothing}</div>
  </div>`;
}

const headings: Readonly<Record<DecisionRecord['action'], string>> = {
  create_task: 'Decided to change what comes next.',
  escalate_to_human: 'Decided to ask you.',
  project_complete: 'Decided that the goal is reached.',
  wait_for_more_tasks: 'Decided to go on.',
  retry: 'Tries again.',
  go_on: 'Goes on with what does not depend on this.',
  stop: 'Decided to stop.',
};
