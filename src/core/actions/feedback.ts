import type { SessionSnapshot } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import type { HeldSession } from '../session/sessionHolder';
import { sleepingGates } from '../session/states';
import { hasEnded, isRunning } from '../../words/sessionState';
import { steeringOf } from '../steer/feedbackWords';
import { goOn } from '../steer/goOn';
import { steer } from '../steer/steer';
import { beginPlanning } from '../work/sessionWork';
import { answerGate } from './answerGate';
import type { ActionContext } from './context';
import { proposalStands } from './withProposal';

const longestFeedback = 20_000;

/** Tells a session something. FluxError `empty_feedback`, `too_long`, `ended`. */
export async function feedback(context: ActionContext, idOrName: string, given: string): Promise<SessionSnapshot> {
  const text = given.trim();
  if (text === '') throw new FluxError('empty_feedback', 'The feedback is empty. Say what should be different.');
  if (text.length > longestFeedback)
    throw new FluxError(
      'too_long',
      `The feedback has ${text.length} characters; the limit is ${longestFeedback}. Shorten it, ` +
        `or name a file that contains it.`,
    );
  const { id } = await context.table.read(idOrName);
  const { gate, reply = 'skip' } = await context.table.withSession(id, async (session) => {
    await proposalStands(session);
    return session.log.settled(() => take(context, session, text));
  });
  if (gate !== undefined) await answerGate(context, id, gate, reply);
  return context.table.read(id);
}

/**
 * Records a word of the person and does what needs no model; answers with the gate to answer after the turn, where
 * there is one. What becomes of it depends on the state at the time of the call.
 */
async function take(
  context: ActionContext,
  session: HeldSession,
  text: string,
): Promise<{ gate?: string; reply?: string }> {
  const { log } = session;
  const { state, name, plan, suspended } = log.snapshot;
  if (hasEnded(state))
    throw new FluxError(
      'ended',
      `“${name}” has ended and takes no more feedback. Continue it with a new goal instead.`,
    );
  const steering = isRunning(state) || state === 'paused' ? steeringOf(text, log.snapshot) : undefined;
  if (steering) return steer(context, session, text, steering);
  const [question, ...more] = sleepingGates(log.snapshot).filter(
    (gate) => gate.input === undefined && gate.step === undefined,
  );
  if (isRunning(state) && question && more.length === 0) {
    await log.append({ kind: 'feedback.added', text, effect: 'Used as the answer to the open question.' });
    return { gate: question.id, reply: text };
  }
  if (state === 'awaiting_approval' && plan?.source === 'model' && !session.work) {
    await log.append(
      { kind: 'feedback.added', text, effect: 'Replanning with your comment.' },
      { kind: 'plan.started', request: text },
    );
    beginPlanning(context, session, { request: text, planOnly: true });
    return {};
  }
  const wakes = suspended?.by === 'waiting' || suspended?.by === 'phase';
  await log.append(
    { kind: 'feedback.added', text },
    ...(wakes ? [{ kind: 'run.resumed' as const, by: 'feedback' as const }] : []),
  );
  if (wakes) goOn(context, session);
  else session.work?.nudge();
  return {};
}
