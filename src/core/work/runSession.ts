import type { SessionSnapshot } from '../../contracts/session';
import { CancelledError, messageOf } from '../../base/errors';
import type { ActionContext } from '../actions/context';
import { decide, decides } from '../decide/decide';
import { netEdits } from '../run/netEdits';
import { reportRun, type ReportFacts } from '../run/report';
import type { RunDeps } from '../run/runDeps';
import { runPlan } from '../run/runPlan';
import { isTakenUp, openWords } from '../session/said';
import type { SessionLog } from '../session/sessionLog';
import { rests } from '../session/states';
import { modelOf } from './modelOf';
import { tokenSharing } from './shareTokens';
import type { Work } from './work';

/** Carries an approved plan out and tells its end, unless the run is paused or sleeps. */
export async function runSession(context: ActionContext, log: SessionLog, work: Work): Promise<void> {
  const { signal } = work;
  const deps = await runDeps(context, log, work);
  const { workspace } = deps;
  for (let heard = -1; ; heard = countTakenUp(log.snapshot)) {
    do await runPlan(deps);
    while (goesOn(log.snapshot, signal)); // resumed just as it came to rest
    if (context.closing.signal.aborted) throw new CancelledError();
    if (rests(log.snapshot) && !signal.aborted) return;
    const net = await netEdits(log.snapshot.plan, deps.events, workspace.checkpoints).catch(
      (error: unknown) => void workspace.log.warn(`Counting what changed failed: ${messageOf(error)}`),
    );
    const isThrough = await log.settled(async () => {
      const { ending } = log.snapshot;
      // What was said in its last moment is heard before it ends; later it counts as said after the end.
      const listens = deps.decide && ending === undefined && !signal.aborted && countTakenUp(log.snapshot) !== heard;
      if (listens && openWords(log.snapshot).length > 0) return false;
      return recordEnd(log, {
        stopped: signal.aborted,
        now: workspace.now(),
        net: net || undefined,
        tools: workspace.tools,
      });
    });
    if (isThrough) return;
  }
}

function countTakenUp({ said }: SessionSnapshot): number {
  return said.filter(isTakenUp).length;
}

async function runDeps(context: ActionContext, log: SessionLog, work: Work): Promise<RunDeps> {
  const { store, locks, formats, activities } = context;
  const model = await modelOf(context, log, work);
  const reach: RunDeps = {
    log,
    workspace: context.workspaceOf(log.snapshot),
    model,
    locks,
    formats,
    signal: work.signal,
    abort: work.stop,
    ask: work.ask,
    keep: (text) => store.putText(text),
    events: () => store.events(log.id),
    activity: (text, step) => activities.set(log.id, text, step),
    stepSignal: work.stepSignal,
    steered: work.steered,
    share: tokenSharing(context, { log, model, signal: work.signal }),
  };
  return decides(reach) ? { ...reach, decide: (trigger) => decide(trigger, reach) } : reach;
}

async function recordEnd(log: SessionLog, facts: ReportFacts): Promise<true> {
  const { outcome, text, report, error } = reportRun(log.snapshot, facts);
  if (outcome === 'complete') await log.append({ kind: 'session.completed', summary: text, report });
  else if (outcome === 'cancelled') await log.append({ kind: 'session.cancelled', reason: text, report });
  else
    await log.append({
      kind: 'session.failed',
      error: error ?? { reason: 'step_failed', message: text },
      summary: text,
      report,
    });
  return true;
}

function goesOn(session: SessionSnapshot, signal: AbortSignal): boolean {
  const waits = session.plan?.steps.some((step) => step.status === 'pending' || step.status === 'ready');
  return waits === true && !signal.aborted && !rests(session) && session.ending === undefined;
}
