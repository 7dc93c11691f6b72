import type { RunDeps } from './runDeps';
import { messageOf } from '../../base/errors';
import { countsOf } from './counts';
import { keepTree } from './keepFiles';

/**
 * Before the first change of a plan that runs the tests afterwards: how do they stand now? Given up after
 * `tests.baselineSeconds`; a plan that begins with a test run of its own needs no other. Runs what the approved
 * test step runs; where each step asks for itself, nothing runs before.
 */
export async function measureTests(deps: RunDeps): Promise<void> {
  const { log, place, locks, signal } = deps;
  const seconds = place.settings('tests.baselineSeconds');
  const steps = log.snapshot.plan?.steps ?? [];
  const active = steps.filter((step) => step.status !== 'skipped');
  const firstWrite = active.findIndex((step) => step.effect === 'write');
  const later = active.filter((step, index) => index > firstWrite && step.tool === 'run_tests' && !step.late);
  const verify = later.find((step) => step.id === log.snapshot.plan?.verify) ?? later[0];
  const testsFirst = active.slice(0, firstWrite).some((step) => step.tool === 'run_tests');
  if (
    seconds === 0 ||
    signal.aborted ||
    !verify ||
    firstWrite < 0 ||
    testsFirst ||
    steps.some((step) => step.startedAt !== undefined) ||
    log.snapshot.testsBefore ||
    !place.editor.trusted() ||
    place.settings('approval.mode') === 'step'
  )
    return;

  const limit = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
  deps.activity('Seeing how the tests stand before the first change');
  try {
    const release = await locks.acquire(
      [
        { key: 'tests', mode: 'write' },
        { key: 'tree', mode: 'write' },
      ],
      limit,
    );
    try {
      // What tests leave behind is the run's doing, already now.
      const kept = await keepTree(verify.id, { checkpoints: place.checkpoints, log, signal: limit });
      try {
        const report = await place.tests.run(verify.input ?? {}, limit, () => {});
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
    place.log.info(`How the tests stood before is not known: ${messageOf(error)}`);
  } finally {
    deps.activity(undefined);
  }
}
