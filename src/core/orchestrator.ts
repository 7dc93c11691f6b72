import type { ModelPort } from '../contracts/model';
import type { SessionSnapshot, SessionState } from '../contracts/session';
import { BugError, CancelledError, FluxError, isCancelled, messageOf } from '../base/errors';
import { createTurns } from '../base/turns';
import { hideSecrets } from './brief/hideSecrets';
import { checkGoal } from './checkGoal';
import { sessionModel } from './model/sessionModel';
import { assertFresh, planChange } from './plan/changePlan';
import type { Orchestrator, OrchestratorDeps } from './orchestratorTypes';
import { proposePlan } from './plan/proposePlan';
import { createActivities } from './run/activities';
import { createLocks } from './run/locks';
import { reportRun } from './run/report';
import { runPlan } from './run/runPlan';
import { scopeOf } from './run/scope';
import { cleanName, nameFromGoal, uniqueName } from './session/names';
import { interruptionOf, markInterrupted, removeOld } from './session/recover';
import { textBeforeRun } from './undo/textBefore';
import { undoSession } from './undo/undoSession';
import { createSessionTable, type ActiveSession } from './session/sessionTable';
import { isNo, isYes } from './session/replies';
import { hasEnded, isRunning } from './session/states';

const shutDownMs = 2_500;

interface PlanOptions {
  /** The words that ask for another plan. */
  readonly request?: string;
  /** The caller approves whatever is proposed. */
  readonly approve?: boolean;
  readonly planOnly?: boolean;
}

/** How to plan a session, from what was said when it was started and what has been asked since. */
function optionsOf(session: SessionSnapshot): PlanOptions {
  return { approve: session.approve === 'now', planOnly: session.planOnly || session.planRequest !== undefined, request: session.plan && session.planRequest };
}

function notYet(): Promise<never> {
  return Promise.reject(new BugError('not yet'));
}

function notWaiting(state: SessionState): string {
  if (hasEnded(state)) return 'the session has ended';
  if (state === 'planning') return 'it is still being planned';
  if (state === 'paused') return 'the session is paused';
  return 'it is already running';
}

export function createOrchestrator(deps: OrchestratorDeps): Orchestrator {
  const { store } = deps;
  const place = hideSecrets(deps.place);
  const table = createSessionTable({ store, owner: deps.owner, now: place.now, log: place.log });
  const locks = createLocks();
  const activities = createActivities();
  const chosen = new Map<string, ModelPort>();
  const oneAtATime = createTurns();
  const undoDeps = { store, place, locks, activities, newId: deps.newId };
  let closing = false;

  const modelOf = async (session: ActiveSession) => {
    const model = chosen.get(session.log.id) ?? (await deps.models());
    return model && sessionModel(model, session.log, place.now);
  };

  /** Runs work on a session in the background, keeping its claim until it only waits. */
  function work(session: ActiveSession, job: () => Promise<void>): Promise<void> {
    session.work = job()
      .catch(async (error) => {
        if (isCancelled(error) && closing) return;
        place.log.error(`Session ${session.log.snapshot.name} broke`, error);
        await session.log.append({ kind: 'session.failed', error: { reason: FluxError.is(error) ? error.reason : 'bug', message: messageOf(error) } }).catch((cause) => place.log.error('…and could not be recorded', cause));
      })
      .finally(async () => {
        session.work = undefined;
        activities.clear(session.log.id);
        await table.letGo(session).catch((error) => place.log.error('Letting a session go failed', error));
      });
    return session.work;
  }

  /** Plans (or plans anew) and proposes; a failure ends the session, unless it has a plan to fall back on. */
  async function plan(session: ActiveSession, options: PlanOptions): Promise<void> {
    const { log, controller } = session;
    const before = options.request === undefined ? undefined : log.snapshot.plan;
    try {
      const revise = before && options.request !== undefined ? { plan: before, request: options.request } : undefined;
      await proposePlan({ log, place, model: await modelOf(session), signal: controller.signal, activity: (text) => activities.set(log.id, text), revise });
    } catch (error) {
      if (closing) throw new CancelledError();
      if (!isCancelled(error) && !FluxError.is(error)) place.log.error('Planning broke', error);
      const failure = isCancelled(error) ? undefined : { reason: FluxError.is(error) ? error.reason : 'bug', message: messageOf(error) };
      if (before) await log.append({ kind: 'plan.kept', error: failure });
      else if (failure) await log.append({ kind: 'session.failed', error: failure });
      else await log.append({ kind: 'session.cancelled', reason: 'Stopped while planning; nothing was changed.' });
      return;
    } finally {
      activities.set(log.id, undefined);
    }
    const proposed = log.snapshot.state === 'awaiting_approval' ? log.snapshot.plan : undefined;
    const harmless = proposed?.steps.every((step) => step.effect === 'read');
    const bySettings = !options.planOnly && (harmless || (place.settings('approval.mode') === 'auto' && place.editor.trusted()));
    if (proposed && (options.approve || bySettings) && (harmless || place.editor.trusted())) {
      await log.append({ kind: 'plan.approved', scope: scopeOf(proposed, options.approve ? 'api' : 'settings'), by: options.approve ? 'api' : 'settings' });
    }
  }

  /** Carries an approved plan out and tells its end. */
  async function run(session: ActiveSession): Promise<void> {
    const { log, controller } = session;
    await runPlan({
      log,
      place,
      model: await modelOf(session),
      locks,
      signal: controller.signal,
      abort: () => controller.abort(),
      ask: (gate) => session.ask(gate),
      keep: (text) => store.putText(text),
      events: () => store.events(log.id),
      activity: (text, step) => activities.set(log.id, text, step),
    });
    if (closing) throw new CancelledError();
    const end = reportRun(log.snapshot, controller.signal.aborted, place.now());
    if (end.outcome === 'complete') await log.append({ kind: 'session.completed', summary: end.text, report: end.report });
    else if (end.outcome === 'cancelled') await log.append({ kind: 'session.cancelled', reason: end.text, report: end.report });
    else await log.append({ kind: 'session.failed', error: end.error ?? { reason: 'step_failed', message: end.text }, summary: end.text, report: end.report });
  }

  /** Starts planning, and running where nobody need be asked; resolves when a plan is proposed or planning has failed. */
  async function beginPlanning(session: ActiveSession, options: PlanOptions): Promise<void> {
    let through: () => void = () => {};
    const planned = new Promise<void>((resolve) => (through = resolve));
    const all = work(session, async () => {
      await plan(session, options);
      if (!isRunning(session.log.snapshot.state)) return;
      through();
      await run(session);
    });
    await Promise.race([planned, all]);
  }

  /** One action at a time on a session; lets it go when the action leaves no work running. */
  async function inTurn<T>(idOrName: string, action: (session: ActiveSession) => Promise<T>): Promise<T> {
    const { id } = await table.read(idOrName);
    return oneAtATime(id, async () => {
      const session = await table.open(id);
      try {
        return await action(session);
      } finally {
        await table.letGo(session);
      }
    });
  }

  /** An action on a session that waits for approval. FluxError `not_awaiting` for any other. */
  const onWaiting = (idOrName: string, what: string, action: (session: ActiveSession) => Promise<void>): Promise<SessionSnapshot> =>
    inTurn(idOrName, async (session) => {
      const { state } = session.log.snapshot;
      if (state !== 'awaiting_approval' || session.work) throw new FluxError('not_awaiting', `There is no plan to ${what}: ${notWaiting(state)}.`);
      await action(session);
      return session.log.snapshot;
    });

  function assertTrusted(session: SessionSnapshot): void {
    const acts = session.plan?.steps.some((step) => step.effect !== 'read' && step.status !== 'skipped');
    if (acts && !place.editor.trusted()) {
      throw new FluxError('untrusted', 'This workspace is not trusted, so Flux only reads in it. Trust it (“Workspaces: Manage Workspace Trust”), then approve again; the plan stays.');
    }
  }

  const api: Orchestrator = {
    onDidChangeSession: table.onDidChange,
    activities,

    async start(request, options) {
      const goal = checkGoal(request.goal);
      if (!place.editor.folder()) throw new FluxError('no_folder', 'No folder is open, so there is nothing to work in. Open a folder (“File: Open Folder…”) and say it again.');
      if (!place.settings('orchestration.enabled')) throw new FluxError('orchestration_off', 'Planning and running are switched off by the setting flux.orchestration.enabled, so Flux only talks. Switch it on to run goals.');
      const session = await oneAtATime('names', async () => {
        const taken = new Set((await table.list()).map((other) => other.name));
        const name = uniqueName(cleanName(request.name ?? '') ?? nameFromGoal(goal), taken);
        return table.create({ kind: 'session.created', id: deps.newId(), name, goal, origin: options.origin, workflow: request.workflow, inputs: request.inputs, planOnly: options.planOnly, approve: request.approve });
      });
      if (options.model) chosen.set(session.log.id, options.model);
      options.created?.(session.log.snapshot);
      options.signal?.addEventListener('abort', () => session.controller.abort(), { once: true });
      if (options.signal?.aborted) session.controller.abort();
      await beginPlanning(session, optionsOf(session.log.snapshot));
      const planned = session.log.snapshot;
      if (planned.state === 'failed' && !planned.approvedAt) {
        throw Object.assign(new FluxError(planned.error?.reason ?? 'failed', planned.error?.message ?? 'Planning failed.'), { session: planned.id });
      }
      if (request.approve === 'now') assertTrusted(planned);
      return planned;
    },

    async approve(idOrName, change = {}, by = 'person') {
      const { id } = await table.read(idOrName);
      const here = table.active(id);
      const open = here?.log.snapshot.gates.filter((gate) => gate.kind === 'delta' || gate.kind === 'step') ?? [];
      if (here?.work && open.length > 0) {
        assertFresh(here.log.snapshot, change.revision);
        if (change.skip || change.order || change.edit) throw new FluxError('not_awaiting', 'The plan is running, so it cannot be changed now. Answer what it asks, or stop it.');
        // Without a revision nobody says what the person has seen: enough for one question, not for several, nor for a danger.
        if (change.revision === undefined && (open.length > 1 || open.some((gate) => !gate.choices?.includes('Allow')))) {
          throw new FluxError('stale_approval', 'The run asks more than one thing, or about something that cannot be taken back. Answer each question itself, in the plan panel.');
        }
        for (const gate of open) await api.answer(id, gate.id, 'Allow');
        return here.log.snapshot;
      }
      return onWaiting(idOrName, 'approve', async (session) => {
        assertFresh(session.log.snapshot, change.revision);
        const edit = await planChange(session.log.snapshot, change, place);
        const preview = edit ? session.log.preview(edit) : session.log.snapshot;
        assertTrusted(preview);
        if (!preview.plan) throw new FluxError('no_plan', 'There is no plan to approve.');
        await session.log.append(...(edit ? [edit] : []), { kind: 'plan.approved', scope: scopeOf(preview.plan, by), by });
        if (!isRunning(session.log.snapshot.state)) throw new FluxError('not_awaiting', `There is no plan to approve: ${notWaiting(session.log.snapshot.state)}.`);
        void work(session, () => run(session));
      });
    },

    editPlan: (idOrName, change) =>
      onWaiting(idOrName, 'change', async (session) => {
        assertFresh(session.log.snapshot, change.revision);
        const edit = await planChange(session.log.snapshot, change, place);
        if (edit) await session.log.append(edit);
      }),

    revise: (idOrName, request, revision) =>
      onWaiting(idOrName, 'change', async (session) => {
        assertFresh(session.log.snapshot, revision);
        const words = checkGoal(request);
        await session.log.append({ kind: 'plan.started', request: words });
        void beginPlanning(session, { request: words, planOnly: true });
      }),

    reject: (idOrName, reason, revision) =>
      onWaiting(idOrName, 'reject', async (session) => {
        assertFresh(session.log.snapshot, revision);
        await session.log.append({ kind: 'plan.rejected', reason });
      }),

    async answer(idOrName, gate, reply) {
      const known = (await table.read(idOrName)).gates.find((candidate) => candidate.id === gate);
      if (known?.kind === 'plan') {
        if (isYes(reply)) return api.approve(idOrName);
        return isNo(reply) ? api.reject(idOrName) : api.revise(idOrName, reply);
      }
      return inTurn(idOrName, async (session) => {
        const { log } = session;
        if (!log.snapshot.gates.some((candidate) => candidate.id === gate)) {
          throw new FluxError('unknown_gate', 'This question is not open any more; it was answered, or the session has moved on.');
        }
        await log.append({ kind: 'gate.answered', gate, reply });
        session.reply(gate, reply);
        const waits = log.snapshot.gates.some((candidate) => candidate.kind === 'question');
        if (!session.work && !waits && log.snapshot.state === 'planning') void beginPlanning(session, optionsOf(log.snapshot));
        return log.snapshot;
      });
    },

    async stop(idOrName) {
      const session = await inTurn(idOrName, async (open) => {
        if (open.work) open.controller.abort();
        else if (!hasEnded(open.log.snapshot.state)) await open.log.append({ kind: 'session.cancelled', reason: 'Stopped; nothing more was changed.' });
        return open;
      });
      await session.work;
      return session.log.snapshot;
    },

    undo: (idOrName, step) => inTurn(idOrName, (session) => undoSession(session, 'undo', step, undoDeps)),
    redo: (idOrName) => inTurn(idOrName, (session) => undoSession(session, 'redo', undefined, undoDeps)),
    async textBefore(idOrName, path) {
      const { id } = await table.read(idOrName);
      return textBeforeRun(await store.events(id), path, place.checkpoints);
    },

    feedback: () => notYet(),
    pause: () => notYet(),
    resume: () => notYet(),
    wake: () => notYet(),
    prompt: () => notYet(),
    completePhase: () => notYet(),
    workflows: () => notYet(),
    agents: () => notYet(),
    search: (text, limit = 50) => store.search(text, limit),
    exportSession: () => notYet(),
    importSession: () => notYet(),

    async rename(idOrName, name) {
      const wanted = cleanName(name);
      if (!wanted) throw new FluxError('bad_name', 'A session needs a name. Give it at least one character.');
      return inTurn(idOrName, (session) =>
        oneAtATime('names', async () => {
          if (wanted === session.log.snapshot.name) return session.log.snapshot;
          if ((await table.list()).some((other) => other.name === wanted && other.id !== session.log.id)) throw new FluxError('name_taken', `Another session is called “${wanted}” already. Choose another name.`);
          return session.log.append({ kind: 'session.renamed', name: wanted });
        }),
      );
    },

    async remove(idOrName) {
      const { id } = await api.stop(idOrName);
      await store.remove(id);
      chosen.delete(id);
      table.forget(id);
    },

    async sessions(filter) {
      const all = await table.list();
      return filter?.active ? all.filter((session) => !hasEnded(session.state)) : all;
    },
    session: (idOrName) => table.read(idOrName),
    worksHere: (id) => table.active(id)?.work !== undefined,
    whenSettled: (idOrName) => table.whenSettled(idOrName),
    refresh: () => table.refresh(),

    async recover() {
      const interrupted = await markInterrupted(table, store);
      await removeOld(table, store, place);
      return interrupted;
    },

    async shutDown() {
      closing = true;
      const busy = table.allActive().filter((session) => session.work);
      for (const session of busy) session.controller.abort();
      // The editor ends this process a few seconds after it asked: what does not stop by then is marked all the same.
      await Promise.race([Promise.allSettled(busy.map((session) => session.work)), new Promise((resolve) => setTimeout(resolve, shutDownMs))]);
      for (const session of busy) {
        if (!hasEnded(session.log.snapshot.state) && session.log.snapshot.state !== 'awaiting_approval') {
          await session.log.append(interruptionOf(session.log.snapshot)).catch(() => {});
        }
      }
    },
  };
  return api;
}
