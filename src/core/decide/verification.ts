import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';

/** Whether the verifying step has passed, and nothing was written since. */
export function isVerified({ plan }: Pick<SessionSnapshot, 'plan'>): boolean {
  const verify = plan?.steps.find((step) => step.id === plan.verify);
  return (
    verify?.status === 'done' &&
    !plan?.steps.some((step) => changesFiles(step) && (step.endedAt ?? 0) > (verify.endedAt ?? 0))
  );
}

/** Whether a step has changed files, or was to. What tests leave behind does not count. */
function changesFiles(step: StepSnapshot): boolean {
  return (
    step.status === 'done' &&
    (step.effect === 'write' || (step.tool === 'run_command' && (step.files?.length ?? 0) > 0))
  );
}

/** Whether the run has changed something that a passed verification would have to vouch for. */
export function needsVerification({ plan }: Pick<SessionSnapshot, 'plan'>): boolean {
  return plan?.source === 'model' && plan.steps.some((step) => step.status === 'done' && step.effect === 'write');
}

/**
 * The step whose like would prove the present state: the plan's verifying one, else the last test run that was not
 * meant to fail.
 */
export function provingStep({ plan }: Pick<SessionSnapshot, 'plan'>): StepSnapshot | undefined {
  const steps = plan?.steps ?? [];
  return (
    steps.find((step) => step.id === plan?.verify) ??
    steps.findLast((step) => step.tool === 'run_tests' && step.expect.every(({ kind }) => kind !== 'tests_fail'))
  );
}
