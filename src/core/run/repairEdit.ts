import { modelName } from '../model/modelName';
import type { StepSnapshot } from '../../contracts/session';
import type { AnyTool, ToolResult } from '../../contracts/tool';
import { FluxError, isCancelled, messageOf } from '../../base/errors';
import { cutMiddle } from '../../base/text';
import { boundText } from '../toolTraits';
import { bindStep } from './bindStep';
import { askWhereNeeded, recordBinding } from './prepareStep';
import type { RunDeps } from './runDeps';
import { asWholeFile } from './wholeFile';

const attemptChars = 6_000;

/** A step to be called again, perhaps with another tool. */
export interface RepairedStep {
  readonly step: StepSnapshot;
  readonly tool: AnyTool;
  readonly seen: Readonly<Record<string, string>>;
}

/**
 * Has the model rewrite a failed edit, with the reason why it did not apply; after a second failure on one small file,
 * that whole file. Undefined when nothing can be repaired, or the person does not allow what came of it.
 */
export async function repairEdit(
  { step, tool }: RepairedStep,
  failure: ToolResult & { status: 'failed' },
  attempts: number,
  deps: RunDeps,
): Promise<RepairedStep | undefined> {
  const repair = failure.reason === 'bind_unusable' ? 'whole' : tool.repairs?.[failure.reason];
  if (!deps.model || !tool.lateBoundField || !repair) return undefined;
  try {
    const rewritten =
      attempts === 1 && failure.reason !== 'bind_unusable' ? await rewriteEdit(step, tool, failure, deps) : 'unusable';
    if (rewritten !== 'unusable') return rewritten;
    return attempts <= 2 && repair === 'whole' ? await rewriteFile(step, failure, deps) : undefined;
  } catch (error) {
    if (isCancelled(error)) throw error;
    deps.workspace.log.warn(`Repairing “${step.title}” failed: ${messageOf(error)}`);
    return undefined;
  }
}

async function rewriteEdit(
  step: StepSnapshot,
  tool: AnyTool,
  failure: ToolResult & { status: 'failed' },
  deps: RunDeps,
): Promise<RepairedStep | undefined | 'unusable'> {
  deps.activity(`Fixing the edit${withModel(deps)}…`, step.id);
  const { [tool.lateBoundField ?? '']: attempt, ...rest } = step.input ?? {};
  try {
    return await bindAgain(
      { ...step, input: rest, instruction: step.instruction ?? step.title },
      tool,
      { attempt: cutMiddle(String(attempt ?? ''), attemptChars), problem: failure.message },
      deps,
    );
  } catch (error) {
    if (FluxError.is(error, 'bind_unusable')) return 'unusable';
    throw error;
  }
}

async function rewriteFile(
  step: StepSnapshot,
  failure: ToolResult & { status: 'failed' },
  deps: RunDeps,
): Promise<RepairedStep | undefined> {
  const whole = await asWholeFile(step, deps.workspace);
  if (!whole) return undefined;
  deps.activity(`Rewriting ${whole.path}${withModel(deps)}…`, step.id);
  const attempt = cutMiddle(boundText(step, deps.workspace.tools) ?? '', attemptChars);
  return bindAgain(whole.step, whole.tool, { attempt, problem: failure.message }, deps);
}

function withModel({ model }: RunDeps): string {
  return model ? ` with ${modelName(model)}` : '';
}

async function bindAgain(
  step: StepSnapshot,
  tool: AnyTool,
  failed: { attempt: string; problem: string },
  deps: RunDeps,
): Promise<RepairedStep | undefined> {
  if (!deps.model) return undefined;
  const bound = await bindStep(
    { step, tool, failed },
    { session: deps.log.snapshot, workspace: deps.workspace, model: deps.model },
    deps.signal,
  );
  const next = await recordBinding(step, tool, bound, deps);
  return (await askWhereNeeded(next, tool, deps)) ? undefined : { step: next, tool, seen: bound.seen };
}
