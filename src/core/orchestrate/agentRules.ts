import type { Gate, Meaning } from '../../contracts/session';
import type { Settings } from '../../contracts/settings';
import { chosenBy } from '../session/replies';

type Mode = Settings['approval.mode'];

/** Choices that let nothing happen. */
const refusals: ReadonlySet<Meaning | undefined> = new Set(['no', 'reject', 'skip']);

/**
 * Whether a question is one that an agent may answer: one about the goal, and the approval of a plan where
 * `flux.approval.mode` is `auto`. Whatever else asks permission is the person's in every mode, and so is what is typed
 * into a program, what becomes of a step that was cut off, and a limit.
 */
export function mayAgentAnswer(gate: Gate, mode: Mode): boolean {
  if (gate.kind === 'plan') return mode === 'auto';
  return gate.kind === 'question' && gate.step === undefined && gate.words !== 'typed';
}

/** Whether only the person may give this answer. Saying no, and asking for another plan in words, is everybody's. */
export function isForPerson(gate: Gate, reply: string, mode: Mode): boolean {
  if (mayAgentAnswer(gate, mode)) return false;
  const choice = chosenBy(reply, gate);
  if (gate.kind === 'plan' && !choice) return false;
  return gate.kind === 'question' || !choice || !refusals.has(choice.means);
}
