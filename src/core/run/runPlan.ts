import type { StepSnapshot } from '../../contracts/session';
import type { SessionLog } from '../session/sessionLog';
import { measureTests } from './measureTests';
import type { Moment, RunDeps } from './runDeps';
import { nextSteps } from './schedule';
import { runStep } from './runStep';
import { phaseOf } from './phase';

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
