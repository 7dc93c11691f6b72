import { FluxError, isCancelled, messageOf } from '../../base/errors';
import type { ActionContext } from '../actions/context';
import { markCutOff } from '../session/recover';
import type { BegunWork, HeldSession } from '../session/sessionHolder';
import { underlyingState, rests } from '../session/states';
import { isRunning } from '../../words/sessionState';
import { optionsOf, planSession, type PlanOptions } from './planSession';
import { runSession } from './runSession';
import type { Work } from './work';

/** Plans in the background, and runs where nobody need be asked. */
export function beginPlanning(context: ActionContext, session: HeldSession, options: PlanOptions): Work {
  return begin(context, session, async ({ work, tellPlanned }) => {
    await planSession(context, session.log, work, options);
    if (!isRunning(session.log.snapshot.state)) return;
    tellPlanned();
    await runSession(context, session.log, work);
  });
}

/** Runs what is approved, in the background. */
export function beginRun(context: ActionContext, session: HeldSession): Work {
  return begin(context, session, ({ work }) => runSession(context, session.log, work));
}

/** Goes on wherever a session at rest is: planning, waiting, running. */
export function proceed(context: ActionContext, session: HeldSession): void {
  const { state, gates } = session.log.snapshot;
  if (isRunning(state)) beginRun(context, session);
  else if ((state === 'planning' || state === 'discovery') && !gates.some((gate) => gate.kind === 'question'))
    beginPlanning(context, session, optionsOf(session.log.snapshot));
}

/** Begins work on a session, which it holds until its end is recorded; waits for room in the background. */
function begin(context: ActionContext, session: HeldSession, job: (begun: BegunWork) => Promise<void>): Work {
  const begun = session.begin();
  // An action that was on its way when the window closed begins nothing any more.
  if (context.closing.signal.aborted) begun.work.stop();
  void carryOut(context, session, begun, job).catch((error: unknown) =>
    context.workspace.log.error('Letting a session go failed', error),
  );
  return begun.work;
}

async function carryOut(
  context: ActionContext,
  session: HeldSession,
  begun: BegunWork,
  job: (begun: BegunWork) => Promise<void>,
): Promise<void> {
  const { room, activities, closing } = context;
  const { log } = session;
  const { work } = begun;
  let isThrough = false;
  try {
    const leave = await room.acquire(work.signal, () => activities.set(log.id, 'Waiting for another session to end'));
    await job(begun).finally(leave);
    isThrough = true;
  } catch (error) {
    await recordBreak(context, session, error).catch((cause: unknown) =>
      context.workspace.log.error(`The end of ${log.snapshot.name} could not be recorded`, cause),
    );
  }
  // Before it is let go: another window would take it for one that is at work.
  if (closing.signal.aborted) await markCutOff(log).catch(() => undefined);
  await begun.end(() => {
    activities.clear(log.id);
    // It may have been resumed, woken or answered just as it came to rest.
    if (isThrough && !closing.signal.aborted && !work.signal.aborted && !rests(log.snapshot)) proceed(context, session);
  });
}

async function recordBreak(context: ActionContext, { log }: HeldSession, error: unknown): Promise<void> {
  if (isCancelled(error)) {
    // A pause gives planning up; of a paused run, only a stop ends the work.
    const isPaused = log.snapshot.state === 'paused' && !isRunning(underlyingState(log.snapshot));
    if (context.closing.signal.aborted || isPaused) return;
    await log.append({ kind: 'session.cancelled', reason: 'Stopped. Nothing else was changed.' });
    return;
  }
  context.workspace.log.error(`Session ${log.snapshot.name} broke`, error);
  await log.append({
    kind: 'session.failed',
    error: { reason: FluxError.is(error) ? error.reason : 'bug', message: messageOf(error) },
  });
}
