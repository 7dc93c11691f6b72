import { setTimer } from '../../base/timer';
import type { SessionEventBody } from '../../contracts/events';
import type { StepSnapshot } from '../../contracts/session';
import { dueAtEnd, dueTrigger, type DecisionTrigger } from '../decide/dueTrigger';
import { judgingOf } from '../intents/handlings';
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

/** Steps that run, and those that wait for their next try, by id. */
type Running = Map<string, Promise<void>>;

/**
 * The run loop: decides what is due, starts every ready step that fits, waits for one to end or for a word from the
 * person, and goes on until nothing can start any more, the run is paused or sleeps, or the signal fires. Everything it
 * knows is in the log, so it may begin anywhere in a plan; it resolves when the last started step has ended.
 */
export async function runPlan(deps: RunDeps): Promise<void> {
  const running: Running = new Map();
  try {
    await measureBaseline(deps);
    await goOn(deps, running);
  } catch (error) {
    // What cannot be recorded must not go on: everything that runs is stopped before the failure is passed on.
    deps.abort();
    await Promise.allSettled(running.values());
    throw error;
  }
}

async function goOn(deps: RunDeps, running: Running): Promise<void> {
  for (;;) {
    const before = isHeld(deps) ? undefined : startWhatIsDue(deps, running);
    if (before) {
      await before;
      continue;
    }
    if (running.size === 0) return;
    await Promise.race([...running.values(), deps.steered()]);
  }
}

/**
 * Starts all ready steps. If something must be recorded or decided first, returns that promise instead; undefined:
 * nothing to await.
 */
function startWhatIsDue(deps: RunDeps, running: Running): Promise<unknown> | undefined {
  const { log, workspace } = deps;
  retryWhatMayPass(deps, running);
  const trigger = triggerNow(deps, running);
  if (trigger) return deps.decide?.(trigger);
  const free = Math.max(1, workspace.settings('execution.maxParallelSteps')) - running.size;
  const { start, blocked } = nextSteps(stepsOf(deps), free, heldSteps(deps, running));
  // Whatever depends on a blocked step is then blocked too.
  if (blocked.length > 0) return log.append(...blocked.map(({ step, because }) => notRun(step, because)));
  const entering = enterPhase(start, deps);
  if (entering) return entering;
  for (const step of start) if (!running.has(step.id)) track(running, step, runStep(step, deps));
  const isOver = running.size === 0 && log.snapshot.suspended === undefined;
  const last = isOver ? dueAtEnd(log.snapshot, workspace.tools) : undefined;
  return last && !log.snapshot.budget?.finished ? deps.decide?.(last) : undefined;
}

function stepsOf({ log }: RunDeps): readonly StepSnapshot[] {
  return log.snapshot.plan?.steps ?? [];
}

function track(running: Running, { id }: StepSnapshot, work: Promise<void>): void {
  running.set(
    id,
    work.finally(() => running.delete(id)),
  );
}

function triggerNow(deps: RunDeps, running: Running): DecisionTrigger | undefined {
  const { log, workspace } = deps;
  // A run that ends at its limit asks for nothing more.
  if (!deps.decide || log.snapshot.budget?.finished) return undefined;
  const { plan } = log.snapshot;
  return dueTrigger(
    { ...log.snapshot, plan: plan && { ...plan, steps: plan.steps.filter((step) => !running.has(step.id)) } },
    {
      mode: workspace.settings('decisions.mode'),
      hasErrors: (paths) => workspace.editor.problems(paths).some(({ severity }) => severity === 'error'),
      judgingOf: (step) => judgingOf(log.snapshot, step, workspace.settings),
    },
  );
}

/** What runs, and failed steps that are not over yet: they are tried again, or a person is asked about them. */
function heldSteps(deps: RunDeps, running: Running): ReadonlySet<string> {
  const isAsked = deps.log.snapshot.suspended?.by === 'question';
  const waits = (step: StepSnapshot) => isAsked && (isFailed(step) || step.cutOff);
  const held = stepsOf(deps).filter((step) => running.has(step.id) || waits(step));
  return new Set(held.map((step) => step.id));
}

function retryWhatMayPass(deps: RunDeps, running: Running): void {
  const most = deps.workspace.settings('execution.maxRetries');
  for (const step of stepsOf(deps)) {
    const done = step.retries ?? 0;
    const isOver = !isFailed(step) || !step.error?.retryable || done >= most;
    if (!isOver && !running.has(step.id)) track(running, step, tryAgain(step, done, deps));
  }
}

/** Whether nothing new may start. */
function isHeld({ log, signal }: RunDeps): boolean {
  return signal.aborted || log.snapshot.state === 'paused' || log.snapshot.ending !== undefined;
}

/** Waits, longer each time, and lets the step have its next turn. */
async function tryAgain(step: StepSnapshot, done: number, deps: RunDeps): Promise<void> {
  const ms = Math.min(firstRetryMs * 2 ** done, longestRetryMs);
  deps.activity(`Retrying in ${Math.round(ms / 1000)} s`, step.id);
  await setTimer(ms, deps.signal);
  deps.activity(undefined, step.id);
  if (!isHeld(deps))
    await deps.log.append({ kind: 'step.retried', step: step.id, attempt: done + 1, why: step.error?.message ?? '' });
}

/** Undefined where the phase stays: then nobody else had a turn. */
function enterPhase(start: readonly StepSnapshot[], { log, workspace }: RunDeps): Promise<unknown> | undefined {
  const phase = phaseOf(log.snapshot, start, workspace.tools);
  return (
    phase &&
    log.append({ kind: 'phase.entered', phase, handover: handoverOf(log.snapshot, phase, start, workspace.tools) })
  );
}

const whyNotDone: Partial<Record<StepSnapshot['status'], string>> = {
  skipped: 'was not run',
  cancelled: 'was stopped',
  denied: 'was not allowed',
};

function notRun(step: StepSnapshot, because: StepSnapshot): SessionEventBody {
  const why = whyNotDone[because.status] ?? 'failed';
  return {
    kind: 'step.finished',
    step: step.id,
    status: 'skipped',
    error: { reason: 'blocked', message: `Not run, because “${because.title}” ${why}.` },
  };
}
