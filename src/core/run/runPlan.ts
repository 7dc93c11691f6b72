import type { Gate, StepSnapshot } from '../../contracts/session';
import type { SessionLog } from '../session/sessionLog';
import type { SessionModel } from '../model/sessionModel';
import type { Workplace } from '../workplace';
import { measureTests } from './measureTests';
import type { Locks } from './locks';
import { nextSteps } from './schedule';
import { runStep } from './runStep';
import { phaseOf } from './phase';

/** What a run reaches. */
export interface RunDeps {
  readonly log: SessionLog;
  readonly place: Workplace;
  readonly model: SessionModel | undefined;
  readonly locks: Locks;
  readonly signal: AbortSignal;
  /** Fires the signal. */
  readonly abort: () => void;
  /** Opens a gate and waits for the person's words; rejects with a CancelledError when the run is stopped. */
  readonly ask: (gate: Gate) => Promise<string>;
  /** Keeps a long text in the store; answers with its key. */
  readonly keep: (text: string) => Promise<string>;
  /** What a step is doing at this moment; undefined: nothing to say any more. Not recorded. */
  readonly activity: (text: string | undefined, step?: string) => void;
  /**
   * The door of the decision engine: asked after a failure, a surprise, at decision points and when everything is done
   * and nothing has verified it. It may append steps to the log. Without one, rules hold: go on with what does not
   * depend on the failure, then stop.
   */
  readonly decide?: (moment: Moment) => Promise<void>;
}

/** When a decision is due. */
export interface Moment {
  readonly why: 'failed' | 'decision_point' | 'unverified';
  readonly step?: StepSnapshot;
}

/**
 * The run loop: starts every ready step that fits, waits for one to end, goes on, until nothing can start any more or the
 * signal fires. Everything it knows is in the log; it resolves when the last started step has ended.
 */
export async function runPlan(deps: RunDeps): Promise<void> {
  const { log, place, signal } = deps;
  const running = new Map<string, Promise<void>>();
  const decided = new Set<string>();
  const plan = () => log.snapshot.plan?.steps ?? [];

  try {
    await measureTests(deps);
    await loop();
  } catch (error) {
    // What cannot be recorded must not go on: everything that runs is stopped before the failure is passed on.
    deps.abort();
    await Promise.allSettled(running.values());
    throw error;
  }

  async function loop(): Promise<void> {
    for (;;) {
      if (!signal.aborted) {
        const { start, blocked } = nextSteps(plan(), Math.max(1, place.settings('execution.maxParallelSteps')) - running.size);
        for (const { step, because } of blocked) await log.append(notRun(step, because));
        await enterPhase(start, log);
        for (const step of start.filter(({ id }) => !running.has(id))) running.set(step.id, runStep(step, deps).finally(() => running.delete(step.id)));
        if (blocked.length > 0) continue; // what waited for the blocked ones is blocked now too
        if (running.size === 0 && !(await decidedMore(deps, { why: 'unverified' }))) return;
      } else if (running.size === 0) return;
      if (running.size > 0) await Promise.race(running.values());
      const due = plan().find((step) => !decided.has(step.id) && (step.status === 'failed' || (step.decisionPoint && step.status === 'done')));
      if (due && !signal.aborted) {
        decided.add(due.id);
        await decidedMore(deps, { why: due.status === 'failed' ? 'failed' : 'decision_point', step: due });
      }
    }
  }
}

/** Whether a decision added work. Without an engine nobody decides. */
async function decidedMore(deps: RunDeps, moment: Moment): Promise<boolean> {
  if (!deps.decide) return false;
  const before = deps.log.snapshot.plan?.steps.length ?? 0;
  await deps.decide(moment);
  return (deps.log.snapshot.plan?.steps.length ?? 0) > before;
}

async function enterPhase(start: readonly StepSnapshot[], log: SessionLog): Promise<void> {
  const phase = phaseOf(log.snapshot, start);
  if (phase) await log.append({ kind: 'phase.entered', phase });
}

function notRun(step: StepSnapshot, because: StepSnapshot) {
  const why = because.status === 'skipped' ? 'was not run' : because.status === 'cancelled' ? 'was stopped' : because.status === 'denied' ? 'was not allowed' : 'failed';
  return { kind: 'step.finished' as const, step: step.id, status: 'skipped' as const, error: { reason: 'blocked', message: `Not run, because “${because.title}” ${why}.` } };
}
