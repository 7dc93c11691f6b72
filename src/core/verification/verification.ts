import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { isProof, runsCommandLine } from '../toolTraits';

type Planned = Pick<SessionSnapshot, 'plan'>;

/** Whether the verifying step has passed, and nothing was written since. */
export function isVerified({ plan }: Planned, tools: readonly AnyTool[]): boolean {
  const verify = plan?.steps.find((step) => step.id === plan.verify);
  return (
    verify?.status === 'done' &&
    !plan?.steps.some((step) => changesFiles(step, tools) && (step.endedAt ?? 0) > (verify.endedAt ?? 0))
  );
}

/** Whether a step has changed files, or was to. What tests leave behind does not count. */
function changesFiles(step: StepSnapshot, tools: readonly AnyTool[]): boolean {
  return (
    step.status === 'done' &&
    (step.effect === 'write' || (runsCommandLine(step, tools) && (step.files?.length ?? 0) > 0))
  );
}

/** Whether the run has changed something that a passed verification would have to vouch for. */
export function needsVerification({ plan }: Planned): boolean {
  return plan?.source === 'model' && plan.steps.some((step) => step.status === 'done' && step.effect === 'write');
}

/**
 * The step whose like would prove the present state: the plan's verifying one, else the last that verifies and was not
 * meant to fail.
 */
export function provingStep({ plan }: Planned, tools: readonly AnyTool[]): StepSnapshot | undefined {
  const steps = plan?.steps ?? [];
  return steps.find((step) => step.id === plan?.verify) ?? steps.findLast((step) => isProof(step, tools));
}

/**
 * How the tests stood before the run changed anything: as measured, else by the first step that ran them before any
 * change. A run after a change says nothing of before.
 */
export function testsBeforeChanges(
  { plan, testsBefore }: Pick<SessionSnapshot, 'plan' | 'testsBefore'>,
  tools: readonly AnyTool[],
): StepSnapshot['tests'] {
  if (testsBefore) return testsBefore;
  const steps = plan?.steps ?? [];
  const mayHaveChanged = (step: StepSnapshot) => step.effect === 'write' || runsCommandLine(step, tools);
  const firstChange = Math.min(...steps.filter(mayHaveChanged).map((step) => step.startedAt ?? Infinity));
  return steps
    .filter((step) => step.tests && (step.endedAt ?? Infinity) <= firstChange)
    .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))[0]?.tests;
}

/** Whether a check said nothing about the code: its runner did not start, broke before any test ran, or never ends. */
export function couldNotRun({ status, error }: Pick<StepSnapshot, 'status' | 'error'>): boolean {
  return status === 'failed' && (error?.reason === 'tests_crashed' || error?.reason === 'tests_watch');
}
