import type { PlanStep, StepReply } from '../../contracts/plan';
import type { PlanSnapshot, StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { freeId } from '../plan/renameSteps';
import type { PlanFacts } from '../plan/validatePlan';
import { commits, isMeantToFail, isProof, runsCommandLine, verifies } from '../toolTraits';
import { isProse } from './prose';
import { couldNotRun, provingStep } from './verification';

type Unsettled = Omit<PlanStep, 'dependsOn'> & { readonly dependsOn?: readonly string[] };

/** Steps and which of them verifies. */
export interface Proved<Step> {
  readonly steps: readonly Step[];
  readonly verify?: string;
}

/** Sees to it that a plan which changes code ends with a step that can prove it, where there is a tool that can. */
export function withVerification<Step extends Unsettled>(
  steps: readonly Step[],
  verify: string | undefined,
  { source, tools, verifier }: PlanFacts,
): Proved<Step | Unsettled> {
  if (source === 'recipe') return { steps, verify };
  const named = steps.find((step) => step.id === verify);
  const lastWrite = steps.findLastIndex((step) => step.effect === 'write' && changesCode(step));
  const holds = named?.expect.some((e) => e.kind !== 'tests_fail');
  if (named && lastWrite < 0 && holds) return { steps, verify }; // prose is checked by what must hold of it
  // Reading proves nothing, nor does a run that is meant to fail, nor one before the last change.
  const checks = named && (named.effect === 'execute' || verifies(named, tools));
  if (checks && steps.indexOf(named) > lastWrite && !isMeantToFail(named)) return { steps, verify };
  if (lastWrite < 0) return { steps };
  const proof = steps.findLast((step, index) => index > lastWrite && isProof(step, tools));
  if (proof) return { steps, verify: proof.id };
  if (!verifier?.verifies) return { steps };
  const { title, expect } = verifier.verifies.step;
  const id = freeId('verify', new Set(steps.map((step) => step.id)));
  const step: Unsettled = {
    id,
    title,
    tool: verifier.name,
    effect: verifier.effect,
    input: {},
    expect,
    late: false,
    writes: [],
    about: verifier.about({}),
  };
  return { steps: beforeCommit(steps, step, lastWrite, tools), verify: id };
}

/**
 * A run of the plan's own verification behind new steps that act, where they bring none and none is queued. Where that
 * verification cannot run at all, a command with an expectation behind the last change takes its place.
 */
export function withProofAgain(
  steps: readonly StepReply[],
  plan: PlanSnapshot,
  queued: readonly StepSnapshot[],
  tools: readonly AnyTool[],
): Proved<StepReply> {
  if (steps.length === 0 || queued.some((step) => step.id === plan.verify)) return { steps };
  const lastAct = steps.findLastIndex((step) => !verifies(step, tools) && !commits(step, tools));
  const own = steps.findLast((step, index) => index > lastAct && isProof(step, tools));
  if (own) return { steps, verify: own.id };
  const model = provingStep({ plan }, tools);
  if (!model || lastAct < 0) return { steps };
  const standIn = couldNotRun(model) ? steps.findLast((step) => isCheck(step, tools)) : undefined;
  if (standIn && steps.indexOf(standIn) === lastAct) return { steps, verify: standIn.id };
  const again = proofLike(model, new Set([...plan.steps, ...steps].map((step) => step.id)));
  const copy = model.agent === undefined ? again : { ...again, agent: model.agent };
  return { steps: beforeCommit(steps, copy, lastAct, tools), verify: copy.id };
}

/** Whether a step runs a command line that must come to something. */
function isCheck(step: StepReply, tools: readonly AnyTool[]): boolean {
  const holds = ({ kind }: NonNullable<StepReply['expect']>[number]) =>
    kind === 'exit_code' || kind === 'output_matches';
  return runsCommandLine(step, tools) && (step.expect ?? []).some(holds);
}

/** The same check once more, under an id of its own. */
export function proofLike({ id, title, tool, input, expect }: StepSnapshot, taken: ReadonlySet<string>): StepReply {
  return { id: freeId(id, taken), title, tool, input, expect: [...expect] };
}

/** Puts a step before the first commit behind `last`, else to the end. */
function beforeCommit<Step extends { readonly tool: string }>(
  steps: readonly Step[],
  step: Step,
  last: number,
  tools: readonly AnyTool[],
): readonly Step[] {
  const commit = steps.findIndex((other, index) => index > last && commits(other, tools));
  return commit < 0 ? [...steps, step] : [...steps.slice(0, commit), step, ...steps.slice(commit)];
}

/** A step whose files are not known yet may change code. */
function changesCode({ writes }: Unsettled): boolean {
  return writes.length === 0 || writes.some((path) => !isProse(path));
}
