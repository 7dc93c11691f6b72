import { setTimer } from '../../base/timer';
import type { SessionEventBody } from '../../contracts/events';
import type { StepSnapshot } from '../../contracts/session';
import { dueAtEnd, dueMoment, type Moment } from '../decide/dueMoment';
import { isFailed } from '../session/states';
import { measureBaseline } from '../verification/measureBaseline';
import { handoverOf } from './handover';
import { phaseOf } from './phase';
import type { RunDeps } from './runDeps';
import { nextSteps } from './schedule';
import { runStep } from './runStep';

/** The first wait before a step is tried again; doubled each time, up to the longest. */
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;

/**
 * The run loop: decides what is due, starts every ready step that fits, waits for one to end or for a word from the
 * person, and goes on until nothing can start any more, the run is paused or sleeps, or the signal fires. Everything it
 * knows is in the log, so it may begin anywhere in a plan; it resolves when the last started step has ended.
 */
export async function runPlan(deps: RunDeps): Promise<void> {
  const { log, place } = deps;
  /** Steps that run, and those that wait for their next try, by id. */
  const running = new Map<string, Promise<void>>();
  const steps = () => log.snapshot.plan?.steps ?? [];

  try {
    await measureBaseline(deps);
    await loop();
  } catch (error) {
    // What cannot be recorded must not go on: everything that runs is stopped before the failure is passed on.
    deps.abort();
    await Promise.allSettled(running.values());
    throw error;
  }

  async function loop(): Promise<void> {
    for (;;) {
      if (!isHeld(deps)) {
        retryWhatMayPass();
        const moment = due();
        if (moment) {
          await deps.decide?.(moment);
          continue;
        }
        const { start, blocked } = nextSteps(
          steps(),
          Math.max(1, place.settings('execution.maxParallelSteps')) - running.size,
          held(),
        );
        if (blocked.length > 0) {
          await log.append(...blocked.map(({ step, because }) => notRun(step, because)));
          continue; // what waited for the blocked ones is blocked now too
        }
        const entering = enterPhase(start, deps);
        if (entering) {
          await entering;
          continue;
        }
        for (const step of start)
          if (!running.has(step.id))
            running.set(
              step.id,
              runStep(step, deps).finally(() => running.delete(step.id)),
            );
        const last =
          running.size === 0 && log.snapshot.suspended === undefined ? dueAtEnd(log.snapshot, place.tools) : undefined;
        if (last && deps.decide) {
          await deps.decide(last);
          continue;
        }
      }
      if (running.size === 0) return;
      await Promise.race([...running.values(), deps.steered()]);
    }
  }

  function due(): Moment | undefined {
    if (!deps.decide) return undefined;
    return dueMoment(
      {
        ...log.snapshot,
        plan: log.snapshot.plan && { ...log.snapshot.plan, steps: steps().filter((step) => !running.has(step.id)) },
      },
      {
        mode: place.settings('decisions.mode'),
        hasErrors: (paths) => place.editor.problems(paths).some(({ severity }) => severity === 'error'),
      },
    );
  }

  /** Failed steps that are not over yet: they are tried again, or a person is asked about them. */
  function held(): ReadonlySet<string> {
    const isAsked = log.snapshot.suspended?.by === 'question';
    return new Set(
      steps()
        .filter((step) => running.has(step.id) || (isAsked && (isFailed(step) || step.cutOff)))
        .map((step) => step.id),
    );
  }

  function retryWhatMayPass(): void {
    const most = place.settings('execution.maxRetries');
    for (const step of steps()) {
      const done = step.retries ?? 0;
      if (!isFailed(step) || !step.error?.retryable || done >= most || running.has(step.id)) continue;
      running.set(
        step.id,
        tryAgain(step, done, deps).finally(() => running.delete(step.id)),
      );
    }
  }
}

/** Whether nothing new may start. */
function isHeld({ log, signal }: RunDeps): boolean {
  return signal.aborted || log.snapshot.state === 'paused' || log.snapshot.ending !== undefined;
}

/** Waits, longer each time, and lets the step have its next turn. */
async function tryAgain(step: StepSnapshot, done: number, deps: RunDeps): Promise<void> {
  const ms = Math.min(firstRetryMs * 2 ** done, longestRetryMs);
  deps.activity(`Trying again in ${Math.round(ms / 1000)} s`, step.id);
  await setTimer(ms, deps.signal);
  deps.activity(undefined, step.id);
  if (!isHeld(deps))
    await deps.log.append({ kind: 'step.retried', step: step.id, attempt: done + 1, why: step.error?.message ?? '' });
}

/** Undefined where the phase stays: then nobody else had a turn. */
function enterPhase(start: readonly StepSnapshot[], { log, place }: RunDeps): Promise<unknown> | undefined {
  const phase = phaseOf(log.snapshot, start, place.tools);
  return (
    phase && log.append({ kind: 'phase.entered', phase, handover: handoverOf(log.snapshot, phase, start, place.tools) })
  );
}

function notRun(step: StepSnapshot, because: StepSnapshot): SessionEventBody {
  const why =
    because.status === 'skipped'
      ? 'was not run'
      : because.status === 'cancelled'
        ? 'was stopped'
        : because.status === 'denied'
          ? 'was not allowed'
          : 'failed';
  return {
    kind: 'step.finished',
    step: step.id,
    status: 'skipped',
    error: { reason: 'blocked', message: `Not run, because “${because.title}” ${why}.` },
  };
}
