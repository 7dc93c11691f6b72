import type { SessionSnapshot } from '../../contracts/session';
import { chosenBy } from '../session/replies';
import { answerGate } from './answerGate';
import { approve } from './approve';
import type { ActionContext } from './context';
import { reject } from './reject';
import { revise } from './revise';

/**
 * Answers a gate with a choice or with words; at a plan's gate that approves it, rejects it or has it made again.
 * FluxError `unknown_gate`, `unclear_answer`, and as `approve`, `reject` and `revise`.
 */
export async function answer(
  context: ActionContext,
  idOrName: string,
  gate: string,
  reply: string,
): Promise<SessionSnapshot> {
  const seen = await context.table.read(idOrName);
  const plan = seen.gates.find(({ id, kind }) => id === gate && kind === 'plan');
  if (!plan) return answerGate(context, idOrName, gate, reply);
  const choice = chosenBy(reply, plan)?.id;
  if (choice === 'approve') return approve(context, idOrName, { revision: seen.revision });
  if (choice === 'reject') return reject(context, idOrName, undefined, seen.revision);
  return revise(context, idOrName, reply);
}
