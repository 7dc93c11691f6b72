import type { ModelPort } from '../contracts/model';
import type { SessionSnapshot } from '../contracts/session';
import { CancelledError, FluxError, isCancelled, messageOf } from '../base/errors';
import { decide, decides } from './decide/decide';
import { sessionModel, type SessionModel } from './model/sessionModel';
import type { OrchestratorDeps } from './orchestratorTypes';
import { proposePlan } from './plan/proposePlan';
import type { Activities } from './run/activities';
import type { Locks } from './run/locks';
import { netEdits, type NetEdits } from './run/netEdits';
import { reportRun } from './run/report';
import type { RunDeps } from './run/runDeps';
import { runPlan } from './run/runPlan';
import { scopeOf } from './run/scope';
import type { Workplace } from './workplace';
import type { Places } from '../base/places';
import type { ActiveSession, SessionTable } from './session/sessionTable';
import { hasMoreToHear, isRunning, sleepingGates } from './session/states';

/** How to plan a session. */
export interface PlanOptions {
  /** The words that ask for another plan. */
  readonly request?: string;
  /** The caller approves whatever is proposed. */
  readonly approve?: boolean;
  readonly planOnly?: boolean;
}

/** How to plan it, from what was said when it was started and what has been asked since. */
export function optionsOf(session: SessionSnapshot): PlanOptions {
  return {
    approve: session.approve === 'now',
    planOnly: session.planOnly || session.planRequest !== undefined,
    request: session.plan && session.planRequest,
  };
}

export interface WorkDeps extends OrchestratorDeps {
  readonly placeOf: (session: SessionSnapshot) => Workplace;
  readonly table: SessionTable;
  readonly locks: Locks;
  readonly activities: Activities;
  /** So many sessions may work at once. */
  readonly places: Places;
  /** Models that were chosen for single sessions. */
  readonly chosen: ReadonlyMap<string, ModelPort>;
  /** The window closes. */
  readonly closing: () => boolean;
}

/** Planning and running in the background. */
export interface SessionWork {
  /** Plans, and runs where nobody need be asked; resolves when a plan is proposed or planning has failed. */
  beginPlanning(session: ActiveSession, options: PlanOptions): Promise<void>;
  /** Runs what is approved; does not wait for its end. */
  beginRun(session: ActiveSession): void;
  /** Goes on wherever the session is: planning, waiting, running. */
  proceed(session: ActiveSession): void;
  model(session: ActiveSession): Promise<SessionModel | undefined>;
}

/** How often feedback that came while planning leads to another plan. */
const mostReplans = 3;

export function createSessionWork(deps: WorkDeps): SessionWork {
  const { store, place, table, locks, activities, places, closing } = deps;

  const model = async (session: ActiveSession) => {
    const found = deps.chosen.get(session.log.id) ?? (await deps.models());
    return found && sessionModel(found, session.log, place.now);
  };

  /** Runs work on a session in the background, keeping its claim until it only waits. */
  function work(session: ActiveSession, job: () => Promise<void>): Promise<void> {
    const { log } = session;
    let through = false;
    session.work = places
      .acquire(session.controller.signal, () => activities.set(log.id, 'Waiting until another session has ended'))
      .then((leave) => job().finally(leave))
      .then(() => void (through = true))
      .catch(async (error) => {
        if (isCancelled(error) && (closing() || log.snapshot.state === 'paused')) return;
        if (isCancelled(error))
          return void (await log.append({ kind: 'session.cancelled', reason: 'Stopped; nothing more was changed.' }));
        place.log.error(`Session ${log.snapshot.name} broke`, error);
        await log
          .append({
            kind: 'session.failed',
            error: { reason: FluxError.is(error) ? error.reason : 'bug', message: messageOf(error) },
          })
          .catch((cause) => place.log.error('…and could not be recorded', cause));
      })
      .finally(async () => {
        session.work = undefined;
        activities.clear(log.id);
        // It may have been resumed, woken or answered just as it came to rest.
        if (through && !closing() && !session.controller.signal.aborted && !rests(log.snapshot)) made.proceed(session);
        await table.letGo(session).catch((error) => place.log.error('Letting a session go failed', error));
      });
    return session.work;
  }

  /** Plans (or plans anew) and proposes; a failure ends the session, unless it has a plan to fall back on. */
  async function plan(session: ActiveSession, options: PlanOptions): Promise<void> {
    const { log, controller } = session;
    const before = options.request === undefined ? undefined : log.snapshot.plan;
    try {
      const mind = await model(session);
      let request = options.request;
      for (let replans = 0; ; replans++) {
        const revise = log.snapshot.plan && request !== undefined ? { plan: log.snapshot.plan, request } : undefined;
        await proposePlan({
          log,
          place: deps.placeOf(log.snapshot),
          model: mind,
          signal: controller.signal,
          activity: (text) => activities.set(log.id, text),
          revise,
        });
        const unseen = await log.settled(() => log.snapshot.feedback.filter((one) => !one.seen));
        if (
          !mind ||
          unseen.length === 0 ||
          log.snapshot.state !== 'awaiting_approval' ||
          log.snapshot.plan?.source !== 'model' ||
          replans >= mostReplans
        )
          break;
        // It came while the last answer was being written, so that one does not know of it.
        request = unseen.map(({ text }) => text).join('\n');
        await log.append({ kind: 'plan.started', request });
      }
    } catch (error) {
      if (closing()) throw new CancelledError();
      if (log.snapshot.state === 'paused') return;
      if (!isCancelled(error) && !FluxError.is(error)) place.log.error('Planning broke', error);
      const failure = isCancelled(error)
        ? undefined
        : { reason: FluxError.is(error) ? error.reason : 'bug', message: messageOf(error) };
      if (before) await log.append({ kind: 'plan.kept', error: failure });
      else if (failure) await log.append({ kind: 'session.failed', error: failure });
      else await log.append({ kind: 'session.cancelled', reason: 'Stopped while planning; nothing was changed.' });
      return;
    } finally {
      activities.set(log.id, undefined);
    }
    const proposed = log.snapshot.state === 'awaiting_approval' ? log.snapshot.plan : undefined;
    const harmless = proposed?.steps.every((step) => step.effect === 'read');
    const bySettings =
      !options.planOnly && (harmless || (place.settings('approval.mode') === 'auto' && place.editor.trusted()));
    if (proposed && (options.approve || bySettings) && (harmless || place.editor.trusted())) {
      await log.append({
        kind: 'plan.approved',
        scope: scopeOf(proposed, options.approve ? 'api' : 'settings'),
        by: options.approve ? 'api' : 'settings',
      });
    }
  }

  /** Carries an approved plan out and tells its end, unless the run is paused or sleeps. */
  async function run(session: ActiveSession): Promise<void> {
    const { log, controller } = session;
    const place = deps.placeOf(log.snapshot);
    const reach = {
      log,
      place,
      model: await model(session),
      locks,
      signal: controller.signal,
      abort: () => controller.abort(),
      ask: (gate, goneOn) => session.ask(gate, goneOn),
      keep: (text) => store.putText(text),
      events: () => store.events(log.id),
      activity: (text, step) => activities.set(log.id, text, step),
      stepSignal: (step) => session.stepSignal(step),
      steered: () => session.steered(),
    } satisfies RunDeps;
    const runDeps: RunDeps = decides(reach) ? { ...reach, decide: (moment) => decide(moment, reach) } : reach;
    for (let heard = -1; ; heard = log.snapshot.heard ?? 0) {
      do await runPlan(runDeps);
      while (goesOn(log.snapshot, controller.signal)); // resumed just as it came to rest
      if (closing()) throw new CancelledError();
      if (rests(log.snapshot) && !controller.signal.aborted) return;
      const net = await netEdits(log.snapshot.plan, reach.events, place.checkpoints).catch(
        (error: unknown) => void place.log.warn(`Counting what changed failed: ${messageOf(error)}`),
      );
      const through = await log.settled(async () => {
        const { ending, heard: now = 0 } = log.snapshot;
        // What was said in its last moment is heard before it ends; later it counts as said after the end.
        const listens = runDeps.decide && ending === undefined && !controller.signal.aborted && now !== heard;
        return !(listens && hasMoreToHear(log.snapshot)) && (await tellEnd(session, net));
      });
      if (through) return;
    }
  }

  async function tellEnd({ log, controller }: ActiveSession, net: NetEdits | undefined): Promise<true> {
    const end = reportRun(log.snapshot, controller.signal.aborted, place.now(), net);
    if (end.outcome === 'complete')
      await log.append({ kind: 'session.completed', summary: end.text, report: end.report });
    else if (end.outcome === 'cancelled')
      await log.append({ kind: 'session.cancelled', reason: end.text, report: end.report });
    else
      await log.append({
        kind: 'session.failed',
        error: end.error ?? { reason: 'step_failed', message: end.text },
        summary: end.text,
        report: end.report,
      });
    return true;
  }

  const made: SessionWork = {
    model,
    async beginPlanning(session, options) {
      let through: () => void = () => {};
      const planned = new Promise<void>((resolve) => (through = resolve));
      const all = work(session, async () => {
        await plan(session, options);
        if (!isRunning(session.log.snapshot.state)) return;
        through();
        await run(session);
      });
      await Promise.race([planned, all]);
    },
    beginRun: (session) => void work(session, () => run(session)),
    proceed(session) {
      const { state, gates } = session.log.snapshot;
      if (isRunning(state)) made.beginRun(session);
      else if ((state === 'planning' || state === 'discovery') && !gates.some((gate) => gate.kind === 'question'))
        void made.beginPlanning(session, optionsOf(session.log.snapshot));
    },
  };
  return made;
}

/** Whether the run stands still without having ended. */
function rests(session: SessionSnapshot): boolean {
  return session.ending === undefined && (session.state === 'paused' || sleepingGates(session).length > 0);
}

function goesOn(session: SessionSnapshot, signal: AbortSignal): boolean {
  const waits = session.plan?.steps.some((step) => step.status === 'pending' || step.status === 'ready');
  return waits === true && !signal.aborted && !rests(session) && session.ending === undefined;
}
