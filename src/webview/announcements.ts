import type { PanelState } from '../contracts/panel';
import { decisionHeading } from './decisionWords';
import { hasEnded } from '../words/sessionState';
import { statusWord } from '../words/stepStatus';
import { saidWords, stateHeadline } from './words';

/**
 * What a screen reader should hear about the way from one state to the next; undefined when nothing worth a word
 * happened.
 */
export function announcement(before: PanelState | undefined, after: PanelState, current?: string): string | undefined {
  if (before?.session.id !== after.session.id) return undefined;
  const words: string[] = [];
  if (after.notice && after.notice.text !== before.notice?.text) words.push(after.notice.text);
  const gates = new Set(before.session.gates.map((gate) => gate.id));
  for (const gate of after.session.gates)
    if (gate.kind !== 'plan' && !gates.has(gate.id)) words.push(`Flux asks: ${gate.text}`);
  words.push(...stepChanges(before, after));
  for (const decision of after.session.decisions.slice(before.session.decisions.length))
    words.push(`${decisionHeading(decision)} ${decision.reasoning}`.trimStart().replace(/[.\s]+$/, ''));
  words.push(...saidChanges(before, after));
  const moved = placeOf(current, before, after);
  if (moved) words.push(moved);
  if (before.session.state !== after.session.state) {
    words.push(stateHeadline(after.session));
    if (hasEnded(after.session.state))
      words.push(after.session.report?.headline ?? after.session.error?.message ?? after.session.summary ?? '');
  }
  const text = words.filter(Boolean).join('. ');
  return text || undefined;
}

function stepChanges(before: PanelState, after: PanelState): string[] {
  const statuses = new Map(before.session.plan?.steps.map((step) => [step.id, step.status]));
  const changed = (after.session.plan?.steps ?? []).filter((step) => {
    const old = statuses.get(step.id);
    return old !== undefined && old !== step.status && step.status !== 'ready' && step.status !== 'pending';
  });
  const told = changed.slice(0, 3).map((step) => `${step.title}: ${statusWord(step.status, false)}`);
  return changed.length > 3 ? [...told, `and ${changed.length - 3} more steps changed`] : told;
}

/** What became of the person's words since. */
function saidChanges(before: PanelState, after: PanelState): string[] {
  const changed = after.session.feedback.filter((one, index) => {
    const old = before.session.feedback[index];
    return old === undefined || saidWords(old) !== saidWords(one);
  });
  return changed.slice(-3).map((one) => `Your feedback: ${saidWords(one)}`);
}

/** Where the current step stands now, when it has moved. */
function placeOf(current: string | undefined, before: PanelState, after: PanelState): string | undefined {
  const place = (state: PanelState) => state.session.plan?.steps.findIndex((step) => step.id === current) ?? -1;
  const now = place(after);
  if (now < 0 || place(before) < 0 || now === place(before)) return undefined;
  const steps = after.session.plan?.steps ?? [];
  return `${steps[now]?.title ?? ''}: now step ${now + 1} of ${steps.length}`;
}
