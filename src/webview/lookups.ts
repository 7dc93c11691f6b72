import type { PanelFinding, PanelQuestion, PanelState, StepChanges } from '../contracts/panel';
import type { ModelExchange } from '../contracts/model';
import type { Page } from './page';

/** What the page has asked the editor's side for, and what came of it. */
export interface Lookups {
  /** Questions as they were asked, so that none is asked twice. */
  readonly asked: Set<string>;
  /** By step. */
  readonly changes: Map<string, StepChanges>;
  /** By step; under the empty text what is about no step. */
  readonly exchanges: Map<string, readonly ModelExchange[]>;
}

export function createLookups(): Lookups {
  return { asked: new Set(), changes: new Map(), exchanges: new Map() };
}

/** Under which the page remembers whether an exchange is open. */
export function exchangeKey(step = ''): string {
  return `exchange ${step}`;
}

/** Asks for what is open and not known as it is now. */
export function lookUp({ state, local, lookups, host }: Page): void {
  if (!state) return;
  for (const [mark, question] of questionsOf(state, local)) {
    if (lookups.asked.has(mark)) continue;
    lookups.asked.add(mark);
    host.postMessage(question);
  }
}

/** What should be known now; a mark changes with what the answer depends on. */
function questionsOf({ session }: PanelState, local: Page['local']): [mark: string, question: PanelQuestion][] {
  const questions: [string, PanelQuestion][] = [];
  const step = session.plan?.steps.find(({ id }) => id === local.open);
  const proposed = session.state === 'awaiting_approval' || session.state === 'planning';
  if (step && !proposed && (step.effect === 'write' || step.files?.length))
    questions.push([
      JSON.stringify(['changes', step.id, step.status, step.endedAt, step.files?.length]),
      { type: 'changes', step: step.id },
    ]);
  for (const [id, isOpen] of [
    [undefined, local.expanded[exchangeKey()]],
    [step?.id, step && local.expanded[exchangeKey(step.id)]],
  ] as const)
    if (isOpen)
      questions.push([
        JSON.stringify(['exchange', id, session.modelCalls]),
        { type: 'exchange', ...(id !== undefined && { step: id }) },
      ]);
  return questions;
}

/** Takes an answer in; false where it is about another session. */
export function takeIn({ state, lookups }: Page, finding: PanelFinding): boolean {
  if (finding.session !== state?.session.id) return false;
  if (finding.type === 'exchange') lookups.exchanges.set(finding.step ?? '', finding.calls);
  // A diff that was shown stays where nothing more is known of it.
  else if (finding.previews.length > 0 || !lookups.changes.has(finding.step))
    lookups.changes.set(finding.step, { previews: finding.previews, made: finding.made });
  return true;
}

/** Keeps the diffs of the state before, until something better is known. */
export function keepDiffs(before: PanelState | undefined, { state, lookups }: Page): void {
  if (!state || before?.session.id !== state.session.id) return;
  for (const [step, previews] of Object.entries(before.previews))
    if (!state.previews[step] && !lookups.changes.get(step)?.made) lookups.changes.set(step, { previews, made: false });
}
