import type { PlanSnapshot, StepSnapshot } from '../../contracts/session';
import type { AnyTool, Verification } from '../../contracts/tool';
import { messageOf } from '../../base/errors';
import { checkpointTree } from '../run/checkpointFiles';
import type { RunDeps } from '../run/runDeps';
import { toolOf } from '../toolTraits';
import { countsOf } from './testCounts';

/**
 * Before the first change of a plan that verifies afterwards: how do things stand now? Given up after
 * `tests.baselineSeconds`; a plan that begins with such a check of its own needs no other. Runs what the approved
 * verifying step runs; where each step asks for itself, nothing runs before.
 */
export async function measureBaseline(deps: RunDeps): Promise<void> {
  const { log, workspace, locks, signal } = deps;
  const seconds = workspace.settings('tests.baselineSeconds');
  const { plan, testsBefore } = log.snapshot;
  if (seconds === 0 || signal.aborted || !plan || testsBefore) return;
  const check = checkBehindWrites(plan, workspace.tools);
  if (
    !check ||
    plan.steps.some((step) => step.startedAt !== undefined) ||
    !workspace.editor.trusted() ||
    workspace.settings('approval.mode') === 'step'
  )
    return;

  const { step, tool, measure } = check;
  const input = step.input ?? {};
  const limit = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  deps.activity('Running the tests before the first change');
  try {
    const release = await locks.acquire(tool.locks(input), limit);
    try {
      // What tests leave behind is the run's doing, already now.
      const kept = await checkpointTree(step.id, { checkpoints: workspace.checkpoints, log, signal: limit });
      try {
        const report = await measure(input, limit);
        await log.append({
          kind: 'tests.measured',
          tests: countsOf(report),
          ...(report.saved?.length && { saved: report.saved }),
        });
      } finally {
        await kept.finish();
      }
    } finally {
      release();
    }
  } catch (error) {
    workspace.log.info(`How the tests stood before is not known: ${messageOf(error)}`);
  } finally {
    deps.activity(undefined);
  }
}

interface Check {
  readonly step: StepSnapshot;
  readonly tool: AnyTool;
  readonly measure: NonNullable<Verification['baseline']>;
}

/**
 * The step behind the first write whose tool takes a baseline, the plan's verifying one best; none where one has run.
 */
function checkBehindWrites({ steps, verify }: PlanSnapshot, tools: readonly AnyTool[]): Check | undefined {
  const active = steps.filter((step) => step.status !== 'skipped');
  const firstWrite = active.findIndex((step) => step.effect === 'write');
  if (firstWrite < 0) return undefined;
  const checks = active.flatMap((step, index) => {
    const tool = toolOf(step, tools);
    const measure = tool?.verifies?.baseline;
    return tool && measure ? [{ step, tool, measure, index }] : [];
  });
  if (checks.some(({ index }) => index < firstWrite)) return undefined;
  const ready = checks.filter(({ step }) => !step.late);
  return ready.find(({ step }) => step.id === verify) ?? ready[0];
}
