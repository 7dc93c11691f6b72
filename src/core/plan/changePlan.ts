import type { PlanChange } from '../../contracts/api';
import type { SessionEventBody } from '../../contracts/events';
import type { PlanSnapshot, SessionSnapshot, StepSnapshot } from '../../contracts/session';
import { FluxError } from '../../base/errors';
import type { Workspace } from '../workspace';
import { misplaced } from './graph';
import { judgeInput } from './inputProblems';

/** Refuses a change that was made on a plan which has changed since. */
export function assertFresh(session: SessionSnapshot, revision: number | undefined): void {
  if (revision === undefined) return;
  if (revision < session.planRevision || revision > session.revision) {
    throw new FluxError(
      'stale_approval',
      'The plan has changed since you saw it, so nothing was approved or changed. Review it and decide again.',
    );
  }
}

/**
 * The event that a person's changes to a proposed plan amount to (`include` takes a skip back); undefined when they
 * change nothing. All or nothing: FluxError `unknown_step`, `bad_order`, `bad_input`, `outside_workspace`.
 */
export async function planChange(
  session: SessionSnapshot,
  change: PlanChange & { readonly include?: readonly string[] },
  workspace: Workspace,
): Promise<SessionEventBody | undefined> {
  const plan = session.plan;
  if (!plan) throw new FluxError('no_plan', 'This session has no plan yet. Wait until it is proposed.');
  const patches = new Map<string, Partial<StepSnapshot> & { id: string }>();
  for (const [id, edit] of Object.entries(change.edit ?? {}))
    patches.set(id, await editedStep(stepOf(plan, id), edit, workspace));
  for (const id of change.skip ?? [])
    if (stepOf(plan, id).status !== 'skipped') patches.set(id, { ...patches.get(id), id, status: 'skipped' });
  for (const id of change.include ?? [])
    if (stepOf(plan, id).status === 'skipped') patches.set(id, { ...patches.get(id), id, status: 'pending' });
  const order = change.order && fullOrder(plan, change.order);
  if (patches.size === 0 && !order) return undefined;
  return { kind: 'plan.edited', steps: [...patches.values()], order };
}

function stepOf(plan: PlanSnapshot, id: string): StepSnapshot {
  const step = plan.steps.find((candidate) => candidate.id === id);
  if (!step)
    throw new FluxError(
      'unknown_step',
      `The plan has no step “${id}”. Its steps: ${plan.steps.map((candidate) => candidate.id).join(', ')}.`,
    );
  return step;
}

async function editedStep(
  step: StepSnapshot,
  edit: NonNullable<PlanChange['edit']>[string],
  workspace: Workspace,
): Promise<Partial<StepSnapshot> & { id: string }> {
  const tool = workspace.tools.find((candidate) => candidate.name === step.tool);
  if (!tool) throw new FluxError('unknown_step', `The tool ${step.tool} is no longer available.`);
  const title = edit.title?.trim() || step.title;
  const instruction = edit.instruction !== undefined ? edit.instruction.trim() || undefined : step.instruction;
  // New words make edits that came with the plan obsolete: they are written again from the words.
  const reworded =
    edit.input === undefined &&
    edit.instruction !== undefined &&
    instruction !== step.instruction &&
    tool.lateBoundField !== undefined;
  const raw = { ...((edit.input ?? step.input ?? {}) as Record<string, unknown>) };
  if (reworded && tool.lateBoundField) delete raw[tool.lateBoundField];
  const judged = judgeInput(tool, raw);
  if (judged.wrong || (!judged.complete && !instruction)) {
    throw new FluxError(
      'bad_input',
      `The input of “${title}” does not fit ${tool.title.toLowerCase()}: ` +
        `${judged.wrong ?? `${judged.missing.join(', ')} missing, and there is no instruction`}. The step ` +
        `was not changed.`,
    );
  }
  const writes = await Promise.all(tool.writes(judged.input).map((path) => workspace.files.resolve(path)));
  for (const path of tool.reads?.(judged.input) ?? []) await workspace.files.resolve(path);
  return {
    id: step.id,
    title,
    instruction,
    input: judged.input,
    late: !judged.complete,
    writes: writes.length > 0 || judged.complete ? writes : step.writes,
    runs: tool.runs?.(judged.input),
    about: tool.about(judged.input),
  };
}

function fullOrder(plan: PlanSnapshot, order: readonly string[]): readonly string[] | undefined {
  for (const id of order) stepOf(plan, id);
  if (new Set(order).size !== order.length)
    throw new FluxError('bad_order', 'The new order names a step twice. The order was not changed.');
  const full = [...order, ...plan.steps.map((step) => step.id).filter((id) => !order.includes(id))];
  const wrong = misplaced(plan.steps, full);
  if (wrong)
    throw new FluxError(
      'bad_order',
      `“${stepOf(plan, wrong.step).title}” must come after “${stepOf(plan, wrong.after).title}”, because it ` +
        `waits for it. The order was not changed.`,
    );
  return full.every((id, index) => plan.steps[index]?.id === id) ? undefined : full;
}

/** The order after moving one step to a place in the list. */
export function movedOrder(plan: PlanSnapshot, id: string, to: number): string[] {
  const ids = plan.steps.map((step) => step.id).filter((other) => other !== id);
  ids.splice(Math.min(to, ids.length), 0, id);
  return ids;
}
