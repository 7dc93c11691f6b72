import type { StepSnapshot } from '../../contracts/session';
import type { ActionContext } from '../actions/context';
import { netEdits } from '../run/netEdits';
import { reportRun } from '../run/report';
import type { HeldSession } from '../session/sessionHolder';
import type { Steering } from './feedbackWords';
import { pauseNow } from './pauseNow';

/**
 * Carries out words that need no model. Answers with the gate to answer after the turn, where there is one.
 */
export async function steer(
  context: ActionContext,
  session: HeldSession,
  text: string,
  steering: Steering,
): Promise<{ gate?: string }> {
  switch (steering.kind) {
    case 'pause':
      await session.log.append({ kind: 'feedback.added', text, effect: 'Paused.' });
      await pauseNow(session, 'Paused at your request.');
      return {};
    case 'end':
      await endAfterThis(context, session, text);
      return {};
    case 'skip':
      return { gate: await skip(session, text, steering.step) };
  }
}

async function endAfterThis(
  { store, workspace, workspaceOf }: ActionContext,
  session: HeldSession,
  text: string,
): Promise<void> {
  const { log } = session;
  await log.append(
    { kind: 'feedback.added', text, effect: 'Stops after the current step.' },
    { kind: 'run.ending', why: 'Stopped after the current step, as you asked.' },
  );
  if (session.work) return session.work.nudge();
  const { checkpoints, tools } = workspaceOf(log.snapshot);
  const net = await netEdits(log.snapshot.plan, () => store.events(log.id), checkpoints).catch(() => undefined);
  const end = reportRun(log.snapshot, { stopped: true, now: workspace.now(), net, tools });
  await log.append({ kind: 'session.cancelled', reason: end.text, report: end.report });
}

/** Leaves a step out; answers with the gate that asks about it, where one does. */
async function skip(session: HeldSession, text: string, step: StepSnapshot): Promise<string | undefined> {
  const { log } = session;
  const isRunning = step.status === 'running';
  const effect = isRunning ? `“${step.title}” is stopped, unless it ends first.` : `“${step.title}” is skipped.`;
  const gate = log.snapshot.gates.find((open) => open.step === step.id && open.kind !== 'question');
  if (gate || isRunning) {
    await log.append({ kind: 'feedback.added', text, effect });
    if (!gate) session.work?.endStep(step.id);
    return gate?.id;
  }
  await log.append(
    { kind: 'feedback.added', text, effect },
    { kind: 'plan.edited', steps: [{ id: step.id, status: 'skipped' }] },
  );
  session.work?.nudge();
  return undefined;
}
