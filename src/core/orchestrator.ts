import type { StartRequest } from '../contracts/api';
import type { ModelPort } from '../contracts/model';
import type { SessionSnapshot, SessionState } from '../contracts/session';
import { FluxError, messageOf } from '../base/errors';
import { ellipsis } from '../base/text';
import { setTimer } from '../base/timer';
import { createTurns } from '../base/turns';
import { agentSummary, workflowSummary } from './agents/summaries';
import { hideSecrets } from './brief/hideSecrets';
import { checkGoal } from './checkGoal';
import type { Orchestrator, OrchestratorDeps, StartOptions } from './orchestratorTypes';
import { phaseEvents, rolePrompt } from './phases';
import { assertFresh, planChange } from './plan/changePlan';
import { createActivities } from './run/activities';
import { createLocks } from './run/locks';
import { createPlaces } from '../base/places';
import { scopeOf } from './run/scope';
import { cleanName, nameFromGoal, uniqueName } from './session/names';
import { interruptionOf, removeOld } from './session/recover';
import { answerEvents, chosenBy, readAnswer } from './session/replies';
import { createSessionTable, type ActiveSession } from './session/sessionTable';
import { exportSession, importSession } from './session/transfer';
import { bringIn, sessionPlaces } from './session/sessionFolders';
import { hasEnded, isRunning } from './session/states';
import { createSessionWork, optionsOf } from './sessionWork';
import { afterInput, beginningOf, type Beginning } from './startSession';
import { createSteering } from './steer/steering';
import { textBeforeRun } from './undo/textBefore';
import { undoSession } from './undo/undoSession';

const shutDownMs = 2_500;
/** So many calls of tools may be at work at once over all sessions, or as many as one session may make. */
const mostCalls = 8;

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
  // One step at a time means so everywhere.
  const locks = createLocks(() =>
    place.settings('execution.maxParallelSteps') === 1
      ? 1
      : Math.max(mostCalls, place.settings('execution.maxParallelSteps')),
  );
  const places = createPlaces(() => place.settings('sessions.maxConcurrent'));
  const activities = createActivities();
  const chosen = new Map<string, ModelPort>();
  const oneAtATime = createTurns();
  const placeOf = sessionPlaces(place, deps.placeFor);
  const undoDeps = (session: ActiveSession) => ({
    store,
    place: placeOf(session.log.snapshot),
    locks,
    activities,
    newId: deps.newId,
  });
  let closing = false;
  const work = createSessionWork({
    ...deps,
    place,
    placeOf,
    table,
    locks,
    places,
    activities,
    chosen,
    closing: () => closing,
  });

  /** One action at a time on a session; lets it go when the action leaves no work running. */
  async function inTurn<T>(idOrName: string, action: (session: ActiveSession) => Promise<T>): Promise<T> {
    const { id } = await table.read(idOrName);
    return oneAtATime(id, async () => {
      const session = await openAtRest(id);
      try {
        return await action(session);
      } finally {
        session.actions--;
        await table.letGo(session);
      }
    });
  }

  /**
   * Opens a session and holds it. One that has ended, or whose planning was given up, is told of a moment before the
   * work on it is through.
   */
  async function openAtRest(id: string): Promise<ActiveSession> {
    for (;;) {
      const session = await table.open(id);
      if (table.active(id) !== session) continue; // let go in this very moment
      session.actions++;
      const { state } = session.log.snapshot;
      if (!session.work || !(hasEnded(state) || (state === 'paused' && session.controller.signal.aborted)))
        return session;
      await session.work.catch(() => undefined);
      session.actions--;
      await table.letGo(session);
    }
  }

  /** An action on a session that waits for approval. FluxError `not_awaiting` for any other. */
  const onWaiting = async (
    idOrName: string,
    what: string,
    action: (session: ActiveSession) => Promise<void>,
  ): Promise<SessionSnapshot> => {
    const here = table.active((await table.read(idOrName)).id);
    // The plan is told of a moment before the work on it has come to rest.
    for (let tries = 0; tries < 40 && here?.work && here.log.snapshot.state === 'awaiting_approval'; tries++)
      await setTimer(5, here.controller.signal);
    return inTurn(idOrName, async (session) => {
      const { state } = session.log.snapshot;
      if (state !== 'awaiting_approval' || session.work)
        throw new FluxError('not_awaiting', `There is no plan to ${what}: ${notWaiting(state)}.`);
      await action(session);
      return session.log.snapshot;
    });
  };

  function assertTrusted(session: SessionSnapshot): void {
    const acts = session.plan?.steps.some((step) => step.effect !== 'read' && step.status !== 'skipped');
    if (acts && !place.editor.trusted()) {
      throw new FluxError(
        'untrusted',
        'This workspace is not trusted, so Flux only reads in it. Trust it (“Workspaces: Manage Workspace ' +
          'Trust”), then approve again; the plan stays.',
      );
    }
  }

  type Begun = Omit<Beginning, 'then'>;

  function newSession(request: StartRequest, beginning: Begun, options: StartOptions): Promise<ActiveSession> {
    return oneAtATime('names', async () => {
      const taken = new Set((await table.list()).map((other) => other.name));
      const name = uniqueName(
        cleanName(request.name ?? '') ??
          nameFromGoal(request.workflow && !request.goal ? request.workflow : (request.goal ?? beginning.goal)),
        taken,
      );
      const session = await table.create({
        kind: 'session.created',
        id: deps.newId(),
        name,
        ...beginning,
        origin: options.origin,
        planOnly: options.planOnly,
        approve: request.approve,
        folders: deps.folders?.(),
      });
      session.actions++; // until `start` has begun to plan
      return session;
    });
  }

  /** A session that has ended takes up another goal; what was done before is its context. */
  function continuedSession(
    idOrName: string,
    beginning: Begun,
    request: StartRequest,
    options: StartOptions,
  ): Promise<ActiveSession> {
    return inTurn(idOrName, async (session) => {
      const { state, name } = session.log.snapshot;
      if (!hasEnded(state))
        throw new FluxError('not_ended', `“${name}” has not ended. Give it feedback, or stop it first.`);
      await session.log.append({
        kind: 'session.continued',
        ...beginning,
        planOnly: options.planOnly,
        approve: request.approve,
      });
      session.actions++; // until `start` has begun to plan
      return session;
    });
  }

  const steering = createSteering({
    store,
    place,
    placeOf,
    table,
    work,
    inTurn: (session, action) => inTurn(session, action),
    answer: (session, gate, reply) => api.answer(session, gate, reply),
  });

  const api: Orchestrator = {
    onDidChangeSession: table.onDidChange,
    onDidRemoveSession: table.onDidRemove,
    activities,

    async start(request, options) {
      if (!place.editor.folder())
        throw new FluxError(
          'no_folder',
          'No folder is open, so there is nothing to work in. Open a folder (“File: Open Folder…”) and say it again.',
        );
      if (!place.settings('orchestration.enabled'))
        throw new FluxError(
          'orchestration_off',
          'Planning and running are switched off by the setting flux.orchestration.enabled, so Flux only ' +
            'talks. Switch it on to run goals.',
        );
      const { then, ...beginning } = await beginningOf(request, place);
      const session =
        request.continueSession === undefined
          ? await newSession(request, beginning, options)
          : await continuedSession(request.continueSession, beginning, request, options);
      try {
        if (options.model) chosen.set(session.log.id, options.model);
        options.created?.(session.log.snapshot);
        options.signal?.addEventListener('abort', () => session.controller.abort(), { once: true });
        if (options.signal?.aborted) session.controller.abort();
        if (then.length > 0) await session.log.append(...then);
        if (session.log.snapshot.gates.length > 0) return session.log.snapshot;
        await work.beginPlanning(session, optionsOf(session.log.snapshot));
      } finally {
        session.actions--;
        await table.letGo(session);
      }
      const planned = session.log.snapshot;
      if (planned.state === 'failed' && !planned.approvedAt) {
        throw Object.assign(
          new FluxError(planned.error?.reason ?? 'failed', planned.error?.message ?? 'Planning failed.'),
          { session: planned.id },
        );
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
        if (change.skip || change.order || change.edit)
          throw new FluxError(
            'not_awaiting',
            'The plan is running, so it cannot be changed now. Answer what it asks, or stop it.',
          );
        // Without a revision nobody says what the person has seen: enough for one question, not for several, nor for a
        // danger.
        if (
          change.revision === undefined &&
          (open.length > 1 || open.some((gate) => !gate.choices?.some((choice) => choice.id === 'allow')))
        ) {
          throw new FluxError(
            'stale_approval',
            'The run asks more than one thing, or about something that cannot be taken back. Answer each ' +
              'question itself, in the plan panel.',
          );
        }
        for (const gate of open)
          await api.answer(id, gate.id, gate.choices?.find(({ means }) => means === 'yes')?.id ?? 'allow');
        return here.log.snapshot;
      }
      return onWaiting(idOrName, 'approve', async (session) => {
        assertFresh(session.log.snapshot, change.revision);
        const edit = await planChange(session.log.snapshot, change, placeOf(session.log.snapshot));
        const preview = edit ? session.log.preview(edit) : session.log.snapshot;
        assertTrusted(preview);
        if (!preview.plan) throw new FluxError('no_plan', 'There is no plan to approve.');
        await session.log.append(...(edit ? [edit] : []), {
          kind: 'plan.approved',
          scope: scopeOf(preview.plan, by),
          by,
        });
        if (!isRunning(session.log.snapshot.state))
          throw new FluxError(
            'not_awaiting',
            `There is no plan to approve: ${notWaiting(session.log.snapshot.state)}.`,
          );
        work.beginRun(session);
      });
    },

    editPlan: (idOrName, change) =>
      onWaiting(idOrName, 'change', async (session) => {
        assertFresh(session.log.snapshot, change.revision);
        const edit = await planChange(session.log.snapshot, change, placeOf(session.log.snapshot));
        if (edit) await session.log.append(edit);
      }),

    revise: (idOrName, request, revision) =>
      onWaiting(idOrName, 'change', async (session) => {
        assertFresh(session.log.snapshot, revision);
        const words = checkGoal(request);
        await session.log.append({ kind: 'plan.started', request: words });
        void work.beginPlanning(session, { request: words, planOnly: true });
      }),

    reject: (idOrName, reason, revision) =>
      onWaiting(idOrName, 'reject', async (session) => {
        assertFresh(session.log.snapshot, revision);
        await session.log.append({ kind: 'plan.rejected', reason });
      }),

    async answer(idOrName, id, reply) {
      const seen = await table.read(idOrName);
      const plan = seen.gates.find((gate) => gate.id === id && gate.kind === 'plan');
      if (plan) {
        const choice = chosenBy(reply, plan)?.id;
        if (choice === 'approve') return api.approve(idOrName, { revision: seen.revision });
        return choice === 'reject' ? api.reject(idOrName, undefined, seen.revision) : api.revise(idOrName, reply);
      }
      return inTurn(idOrName, async (session) => {
        const { log } = session;
        const gate = log.snapshot.gates.find((candidate) => candidate.id === id);
        if (!gate)
          throw new FluxError(
            'unknown_gate',
            'This question is not open any more; it was answered, or the session has moved on.',
          );
        const answer = readAnswer(reply, gate);
        await log.append(...answerEvents(gate, answer, log.snapshot));
        if (gate.input !== undefined) await log.append(...((await afterInput(log.snapshot, place)) ?? []));
        if (session.reply(id, answer)) return log.snapshot;
        session.nudge();
        const { state, gates } = log.snapshot;
        if (!session.work && state !== 'paused' && !gates.some((candidate) => candidate.sleeps)) work.proceed(session);
        return log.snapshot;
      });
    },

    async stop(idOrName) {
      const session = await inTurn(idOrName, async (open) => {
        if (open.work) open.controller.abort();
        else if (!hasEnded(open.log.snapshot.state))
          await open.log.append({ kind: 'session.cancelled', reason: 'Stopped; nothing more was changed.' });
        return open;
      });
      await session.work;
      return session.log.snapshot;
    },

    undo: (idOrName, step) => inTurn(idOrName, (session) => undoSession(session, 'undo', step, undoDeps(session))),
    redo: (idOrName) => inTurn(idOrName, (session) => undoSession(session, 'redo', undefined, undoDeps(session))),
    async textBefore(idOrName, path) {
      const session = await table.read(idOrName);
      return textBeforeRun(await store.events(session.id), path, placeOf(session).checkpoints);
    },

    feedback: (session, text) => steering.feedback(session, text),
    pause: (session) => steering.pause(session),
    resume: (session) => steering.resume(session),
    wake: (what) => steering.wake(what),
    async prompt(idOrName, role) {
      const model = await deps.models();
      const session = await table.read(idOrName);
      return rolePrompt(session, role, placeOf(session), model?.label ?? 'none');
    },
    completePhase: (idOrName, result) =>
      inTurn(idOrName, async (session) => {
        if (session.work)
          throw new FluxError('running', `“${session.log.snapshot.name}” is at work itself. Pause it first.`);
        await session.log.append(...(await phaseEvents(session.log.snapshot, result, placeOf(session.log.snapshot))));
        if (result.ok && session.log.snapshot.state === 'paused')
          await session.log.append({ kind: 'run.resumed', by: 'event', why: 'A phase was done elsewhere.' });
        work.proceed(session);
        return session.log.snapshot;
      }),
    workflows: async () => (await place.agents.workflows()).map(workflowSummary),
    agents: async () => (await place.agents.roles()).map(agentSummary),
    search: (text, limit = 50) => table.search(text, limit),
    exportSession: async (idOrName) => exportSession(store, (await table.read(idOrName)).id, place.now),
    importSession: (text) =>
      oneAtATime('names', async () => {
        const takenNames = new Set((await table.list()).map(({ name }) => name));
        const session = await importSession(store, text, { newId: deps.newId, now: place.now, takenNames });
        table.announce(session);
        return session;
      }),

    importStore: async (file, folders) => bringIn(await store.importFrom(file), folders, await table.list(), inTurn),

    async rename(idOrName, name) {
      const wanted = cleanName(name);
      if (!wanted) throw new FluxError('bad_name', 'A session needs a name. Give it at least one character.');
      return inTurn(idOrName, (session) =>
        oneAtATime('names', async () => {
          if (wanted === session.log.snapshot.name) return session.log.snapshot;
          if ((await table.list()).some((other) => other.name === wanted && other.id !== session.log.id))
            throw new FluxError('name_taken', `Another session is called “${wanted}” already. Choose another name.`);
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
    async refresh() {
      await table.refresh();
      return table.findInterrupted();
    },

    async recover() {
      const interrupted = await table.findInterrupted();
      await removeOld(table, store, place);
      return interrupted;
    },

    async shutDown() {
      closing = true;
      const busy = table.allActive().filter((session) => session.work);
      for (const session of busy) session.controller.abort();
      // The editor ends this process a few seconds after it asked: what does not stop by then is marked all the same.
      await Promise.race([
        Promise.allSettled(busy.map((session) => session.work)),
        new Promise((resolve) => setTimeout(resolve, shutDownMs)),
      ]);
      for (const session of busy) {
        if (!hasEnded(session.log.snapshot.state) && session.log.snapshot.state !== 'awaiting_approval') {
          await session.log.append(interruptionOf(session.log.snapshot)).catch(() => {});
        }
      }
    },
  };
  const told = new Set<string>();
  table.onDidChange((session) => {
    if (closing || !hasEnded(session.state)) return void told.delete(session.id);
    if (told.has(session.id)) return;
    told.add(session.id);
    void steering
      .wake(
        `The session “${session.name}” has ended (${session.state}): ` +
          `${ellipsis(session.summary ?? session.error?.message ?? '', 600)}`,
        session.id,
      )
      .catch((error: unknown) => place.log.warn(`Waking sessions failed: ${messageOf(error)}`));
  });
  return api;
}
