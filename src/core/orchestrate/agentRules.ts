import type { Gate, Meaning } from '../../contracts/session';
import type { Settings } from '../../contracts/settings';
import { chosenBy } from '../session/replies';

type Mode = Settings['approval.mode'];

/** Choices that let nothing happen. */
const refusals: ReadonlySet<Meaning | undefined> = new Set(['no', 'reject', 'skip']);

/**
 * Whether a question is one that an agent may answer. Whatever would run, write or raise a limit is the person's,
 * unless `flux.approval.mode` is `auto`; and even then what cannot be undone is theirs, and what is typed into a
 * program.
 */
export function mayAgentAnswer(gate: Gate, mode: Mode): boolean {
  if (gate.words === 'typed' || gate.kind === 'budget') return false;
  if (gate.kind === 'question') return gate.step === undefined;
  if (mode !== 'auto') return false;
  return gate.kind === 'plan' || (gate.choices ?? []).some(({ id }) => id === 'allow');
}

/** The answers that an agent may choose: never one that counts for more than what is asked now. */
export function choicesForAgents(gate: Gate): Gate['choices'] {
  return gate.choices?.filter(({ means }) => means !== 'always' && means !== 'run');
}

/** Whether only the person may give this answer. Saying no, and asking for another plan in words, is everybody's. */
export function isForPerson(gate: Gate, reply: string, mode: Mode): boolean {
  const choice = chosenBy(reply, gate);
  if (gate.kind !== 'question' && choice && refusals.has(choice.means)) return false;
  if (gate.kind === 'plan' && !choice) return false;
  if (choice && !choicesForAgents(gate)?.includes(choice)) return true;
  return !mayAgentAnswer(gate, mode);
}
