import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionEvent, SessionEventBody } from '../../src/contracts/events';
import type { PlanStep } from '../../src/contracts/plan';
import type { SessionSnapshot } from '../../src/contracts/session';
import { allotSteps } from '../../src/core/budget/allotSteps';
import { createCallBudget } from '../../src/core/budget/callBudget';
import { createCallEstimates } from '../../src/core/budget/callEstimates';
import { saneUsage } from '../../src/core/budget/saneUsage';
import { classifyRest } from '../../src/core/intents/classifyRest';
import { chooseTier } from '../../src/core/model/chooseTier';
import { reduceSession } from '../../src/core/session/reduceSession';
import type { SessionLog } from '../../src/core/session/sessionLog';
import { openStore } from '../../src/node/store/sqliteStore';
import { labelledSteps } from '../unit/core/intents/labelledSteps';
import { memoryWorkspace } from '../unit/core/memoryWorkspace';
import { bundle } from '../unit/node/buildWorker';
import { medianMs } from './measure';

const steps = labelledSteps()
  .aside.slice(0, 20)
  .map((step, at): PlanStep => ({
    id: `s${at}`,
    title: step.title,
    tool: step.tool,
    instruction: step.instruction,
    effect: 'write',
    dependsOn: at === 0 ? [] : [`s${at - 1}`],
    expect: [],
    late: true,
    writes: [`src/f${at}.js`],
    about: '',
  }));

/**
 * What spending less costs itself, for a workflow of 20 steps: classifying them and sharing the budget by what the
 * workspace's store knows, then for each step choosing its model, admitting the call, and charging it. The model and
 * the durable log, which are there without it, are left out.
 */
export async function spendLayerMs(): Promise<number> {
  const worker = await bundle('src/node/store/storeWorker.ts');
  const folder = await mkdtemp(join(tmpdir(), 'flux-bench-'));
  const store = await openStore({ file: join(folder, 's.db'), workerUrl: worker.file });
  const { signal } = new AbortController();
  const workspace = memoryWorkspace({});
  workspace.overrides['budget.strategy'] = 'adaptive';
  const messages = [{ role: 'user' as const, content: 'export const value = compute(1);\n'.repeat(250) }];
  const workflow = async () => {
    const log = memoryLog();
    const estimates = createCallEstimates();
    const nobody = () => Promise.reject(new Error('Nothing is asked.'));
    const budget = createCallBudget({ log, settings: workspace.settings, estimates, ask: nobody, stop: () => {} });
    const call = async (purpose: 'plan' | 'bind', step?: PlanStep) => {
      const admission = await budget.admit({ model: 'm', step: step?.id, messages, costOf: () => undefined }, signal);
      const given = { prompt: 2_000, completion: 300, cached: 0 };
      const usage = saneUsage(given, messages, 'x'.repeat(1_200), admission.estimate);
      estimates.learn('m', messages, usage);
      await log.append({ kind: 'model.called', purpose, model: 'm', step: step?.id, usage, durationMs: 1 });
      admission.end();
    };
    await call('plan');
    await log.append({ kind: 'plan.proposed', plan: { summary: 's', steps, source: 'model' } });
    await allotSteps({
      log,
      workspace,
      usedBefore: (intent) => store.stepTokens(intent),
      classify: (unsure) => classifyRest(unsure, { notes: store, log: workspace.log, signal }),
    });
    for (const step of steps) {
      chooseTier(log.snapshot, { purpose: 'bind', step }, workspace.settings);
      await call('bind', step);
    }
  };
  try {
    return await medianMs(25, workflow);
  } finally {
    await store.close();
    await worker.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A log that folds its events and keeps none. */
function memoryLog(): SessionLog {
  let seq = 0;
  let snapshot: SessionSnapshot | undefined;
  const append = async (...bodies: SessionEventBody[]) => {
    for (const body of bodies) {
      seq += 1;
      snapshot = reduceSession(snapshot, { ...body, v: 1, seq, at: seq } as SessionEvent);
    }
    return snapshot!;
  };
  void append({ kind: 'session.created', id: 'id', name: 'n', goal: 'g', origin: 'api' });
  return {
    get snapshot() {
      return snapshot!;
    },
    append,
  } as unknown as SessionLog;
}
