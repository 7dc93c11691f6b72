import type { SessionSnapshot } from '../contracts/session';
import type { DecisionRecord } from '../contracts/decision';
import { ellipsis, plural } from '../base/text';
import { spentWords } from '../words/budgetWords';
import { stateWord } from '../words/sessionState';

/** A decision in a line: what, why, by which role, what became of it. */
export function decisionText(decision: DecisionRecord): string {
  const what =
    decision.added && decision.added.length > 0
      ? `Flux added ${plural(decision.added.length, 'step')}`
      : actionWords[decision.action];
  return [what, ellipsis(decision.reasoning, 200), decision.roleNote, decision.outcome]
    .filter(Boolean)
    .join('. ')
    .replace(/\.\. /g, '. ');
}

/** Events of another version, or from a file, may hold others: these are told by their reasons alone. */
const actionWords: Readonly<Record<DecisionRecord['action'], string>> = {
  create_task: 'Plan changed',
  escalate_to_human: 'Question for you',
  project_complete: 'Goal reached',
  wait_for_more_tasks: 'Continuing as planned',
  go_on: 'Continuing with the independent steps',
};

/** Where a session stands, in a sentence or two of plain text. */
export function statusText(session: SessionSnapshot): string {
  const steps = session.plan?.steps ?? [];
  const running = steps.filter((step) => step.status === 'running').map((step) => `“${ellipsis(step.title, 60)}”`);
  const pending = session.feedback.filter((one) => !one.seen).map(({ text }) => text);
  return [
    `${session.name}: ${stateWord(session)}${stepsText(session)}.`,
    running.length > 0 ? `Now: ${running.join(', ')}.` : '',
    session.decisions.length > 0 ? `Last decision: ${decisionText(session.decisions.at(-1)!)}` : '',
    pending.length > 0 ? `Not sent yet: ${pending.map((text) => `“${ellipsis(text, 80)}”`).join(', ')}.` : '',
    session.error ? session.error.message : (session.report?.headline ?? session.summary ?? ''),
    session.modelCalls > 0
      ? `${spentWords({ ...session, cost: undefined })} in ` + `${plural(session.modelCalls, 'model call')}.`
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** How far it is: `, 1 of 3 steps done`, with the model's own estimate where there is one. */
function stepsText({ plan, state, progress, progressNote }: SessionSnapshot): string {
  const steps = plan?.steps ?? [];
  if (steps.length === 0) return '';
  if (state === 'awaiting_approval') return `, ${plural(steps.length, 'step')}`;
  const done = steps.filter((step) => step.status === 'done').length;
  const note =
    progressNote && state !== 'complete'
      ? `, ${Math.round(progress * 100)} % (${progressNote.replace(/\.$/, '')})`
      : '';
  return `, ${done} of ${plural(steps.length, 'step')} done${note}`;
}
