import type { SessionSnapshot } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import { setTimer } from '../../base/timer';
import type { OrchestratorDeps } from '../orchestratorTypes';
import { netEdits } from '../run/netEdits';
import { reportRun } from '../run/report';
import { recoverSteps } from '../session/recoverSteps';
import type { ActiveSession, SessionTable } from '../session/sessionTable';
import { hasEnded, isRunning, sleepingGates } from '../session/states';
import type { SessionWork } from '../sessionWork';
import type { Workplace } from '../workplace';
import { steeringOf, type Steering } from './feedbackWords';

const longestFeedback = 20_000;

/** What steering reaches. */
export interface SteeringDeps extends Pick<OrchestratorDeps, 'store' | 'place'> {
  readonly placeOf: (session: SessionSnapshot) => Workplace;
  readonly table: SessionTable;
  readonly work: SessionWork;
  readonly inTurn: <T>(session: string, action: (session: ActiveSession) => Promise<T>) => Promise<T>;
  readonly answer: (session: string, gate: string, reply: string) => Promise<SessionSnapshot>;
}

/** What a person may do to a session while it works, rests or sleeps. */
export interface SessionSteering {
  feedback(session: string, text: string): Promise<SessionSnapshot>;
  pause(session: string): Promise<SessionSnapshot>;
  resume(session: string): Promise<SessionSnapshot>;
  wake(what: string, except?: string): Promise<void>;
}

export function createSteering(deps: SteeringDeps): SessionSteering {
  const { place, store, table, work, inTurn } = deps;

  async function pauseNow(session: ActiveSession, why: string): Promise<void> {
    const { log } = session;
    const isPlanning = log.snapshot.state === 'planning' || log.snapshot.state === 'discovery';
    await log.append({ kind: 'run.paused', why });
    if (isPlanning) session.controller.abort();
    session.nudge();
  }

  /** Carries out what needs no model. Answers with the gate to answer after the turn, where there is one. */
  async function steer(session: ActiveSession, text: string, steering: Steering): Promise<{ gate?: string }> {
    const { log } = session;
    switch (steering.kind) {
      case 'pause':
        await log.append({ kind: 'feedback.added', text, effect: 'Paused.' });
        await pauseNow(session, 'Paused by a word of yours.');
        return {};
      case 'end':
        await log.append(
          { kind: 'feedback.added', text, effect: 'Ends after what is running now.' },
          { kind: 'run.ending', why: 'Stopped after the step that was running, as you asked.' },
        );
        session.nudge();
        if (!session.work) {
          const end = reportRun(
            log.snapshot,
            true,
            place.now(),
            await netEdits(log.snapshot.plan, () => store.events(log.id), deps.placeOf(log.snapshot).checkpoints).catch(
              () => undefined,
            ),
          );
          await log.append({ kind: 'session.cancelled', reason: end.text, report: end.report });
        }
        return {};
      case 'skip': {
        const { step } = steering;
        const effect =
          step.status === 'running'
            ? `“${step.title}” is stopped, unless it ends first.`
            : `“${step.title}” is left out.`;
        const gate = log.snapshot.gates.find((open) => open.step === step.id && open.kind !== 'question');
        if (gate || step.status === 'running') {
          await log.append({ kind: 'feedback.added', text, effect });
          if (!gate) session.endStep(step.id);
          return { gate: gate?.id };
        }
        await log.append(
          { kind: 'feedback.added', text, effect },
          { kind: 'plan.edited', steps: [{ id: step.id, status: 'skipped' }] },
        );
        session.nudge();
        return {};
      }
    }
  }

  /** Lets a run go on that rests. Work that is just coming to its end looks for that itself. */
  function goOn(session: ActiveSession): void {
    session.nudge();
    if (!session.work) work.proceed(session);
  }

  /**
   * Records a word of the person and does what needs no model. What it is to be follows from the state as it is when it
   * is called.
   */
  async function take(session: ActiveSession, text: string): Promise<{ gate?: string; reply?: string }> {
    const { log } = session;
    const { state, name, plan } = log.snapshot;
    if (hasEnded(state))
      throw new FluxError(
        'ended',
        `“${name}” has ended, so feedback reaches nobody any more. Continue it with a new goal instead.`,
      );
    const steering = isRunning(state) || state === 'paused' ? steeringOf(text, log.snapshot) : undefined;
    if (steering) return steer(session, text, steering);
    const [question, ...more] = sleepingGates(log.snapshot).filter(
      (gate) => gate.input === undefined && gate.step === undefined,
    );
    if (isRunning(state) && question && more.length === 0) {
      await log.append({ kind: 'feedback.added', text, effect: 'Taken as the answer to the open question.' });
      return { gate: question.id, reply: text };
    }
    if (state === 'awaiting_approval' && plan?.source === 'model' && !session.work) {
      await log.append(
        { kind: 'feedback.added', text, effect: 'The plan is made anew with it.' },
        { kind: 'plan.started', request: text },
      );
      void work.beginPlanning(session, { request: text, planOnly: true });
      return {};
    }
    const wakes = state === 'paused' && log.snapshot.waiting !== undefined;
    await log.append(
      { kind: 'feedback.added', text },
      ...(wakes ? [{ kind: 'run.resumed' as const, by: 'feedback' as const }] : []),
    );
    if (wakes) goOn(session);
    else session.nudge();
    return {};
  }

  return {
    async feedback(idOrName, given) {
      const text = given.trim();
      if (text === '') throw new FluxError('empty_feedback', 'The feedback is empty. Say what should be different.');
      if (text.length > longestFeedback)
        throw new FluxError(
          'too_long',
          `The feedback has ${text.length} characters; at most ${longestFeedback} are taken. Say it shorter, ` +
            `or name a file that holds it.`,
        );
      const { id } = await table.read(idOrName);
      const then = await inTurn(id, async (session): Promise<{ gate?: string; reply?: string }> => {
        const { log } = session;
        // The plan is told of a moment before the work on it has come to rest.
        for (let tries = 0; tries < 40 && session.work && log.snapshot.state === 'awaiting_approval'; tries++)
          await setTimer(5, session.controller.signal);
        return log.settled(() => take(session, text));
      });
      if (then.gate !== undefined) await deps.answer(id, then.gate, then.reply ?? 'skip');
      return table.read(id);
    },

    pause: (idOrName) =>
      inTurn(idOrName, async (session) => {
        const { state, name } = session.log.snapshot;
        if (hasEnded(state)) throw new FluxError('not_running', `“${name}” has ended, so there is nothing to pause.`);
        if (state !== 'paused') await pauseNow(session, 'Paused by you.');
        return session.log.snapshot;
      }),

    resume: (idOrName) =>
      inTurn(idOrName, async (session) => {
        const { log } = session;
        const { state, name } = log.snapshot;
        if (hasEnded(state)) throw new FluxError('ended', `“${name}” has ended. Continue it with a new goal instead.`);
        if (state !== 'paused')
          throw new FluxError(
            session.work ? 'already_running' : 'not_paused',
            session.work
              ? `“${name}” is at work already.`
              : `“${name}” is not paused: it waits for you. Open its plan to see for what.`,
          );
        const isActing = (log.snapshot.plan?.steps ?? []).some(
          (step) => step.effect !== 'read' && step.status !== 'skipped' && step.status !== 'done',
        );
        if (isActing && log.snapshot.approvedAt !== undefined && !place.editor.trusted())
          throw new FluxError(
            'untrusted',
            'This workspace is not trusted, so Flux only reads in it. Trust it (“Workspaces: Manage Workspace ' +
              'Trust”), then resume again.',
          );
        const found = await recoverSteps(log.snapshot, await store.events(log.id), deps.placeOf(log.snapshot), store);
        await log.append(...found, { kind: 'run.resumed', by: 'person' });
        goOn(session);
        return log.snapshot;
      }),

    async wake(what, except) {
      for (const { id, state } of await table.list()) {
        if (state !== 'paused' || id === except) continue;
        const asleep = await table.read(id).catch(() => undefined);
        if (asleep?.waiting?.for !== 'events') continue;
        await inTurn(id, async (session) => {
          if (session.log.snapshot.state !== 'paused' || session.log.snapshot.waiting?.for !== 'events') return;
          await session.log.append({ kind: 'run.resumed', by: 'event', why: what });
          if (!session.work) work.proceed(session);
        }).catch((error: unknown) => place.log.info(`Waking a session failed: ${String(error)}`)); // another window works on it
      }
    },
  };
}
