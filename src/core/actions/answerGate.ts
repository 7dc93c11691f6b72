import type { SessionSnapshot } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import { answerEvents, readAnswer } from '../session/replies';
import { afterInput } from '../startSession';
import { proceed } from '../work/sessionWork';
import type { ActionContext } from './context';

/**
 * Answers a gate that is not a plan's, and lets the waiting work continue. FluxError `unknown_gate`, `unclear_answer`.
 */
export function answerGate(
  context: ActionContext,
  idOrName: string,
  id: string,
  reply: string,
): Promise<SessionSnapshot> {
  return context.table.withSession(idOrName, async (session) => {
    const { log } = session;
    const gate = log.snapshot.gates.find((candidate) => candidate.id === id);
    if (!gate)
      throw new FluxError(
        'unknown_gate',
        'This question is no longer open. It was answered, or the session has moved on.',
      );
    const answer = readAnswer(reply, gate);
    await log.append(...answerEvents(gate, answer, log.snapshot));
    if (gate.input !== undefined) await log.append(...((await afterInput(log.snapshot, context.workspace)) ?? []));
    if (session.work?.reply(id, answer)) return log.snapshot;
    session.work?.nudge();
    if (!session.work && log.snapshot.suspended === undefined) proceed(context, session);
    return log.snapshot;
  });
}
