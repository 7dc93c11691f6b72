import type { StepSnapshot } from '../../contracts/session';
import type { AnyTool, ToolResult } from '../../contracts/tool';
import { FluxError, isCancelled, messageOf } from '../../base/errors';
import { cutMiddle } from '../../base/text';
import { boundText } from '../toolTraits';
import { bindStep } from './bindStep';
import { askWhereNeeded, recordBinding } from './readyStep';
import type { RunDeps } from './runDeps';

/** A file of up to so many characters is written whole when its edit failed twice; about 4,000 tokens. */
const smallFileChars = 16_000;
const attemptChars = 6_000;

/** A step to be called again, perhaps with another tool. */
export interface Mended {
  readonly step: StepSnapshot;
  readonly tool: AnyTool;
  readonly seen: Readonly<Record<string, string>>;
}

/**
 * Has the model write a failed edit anew, told why it did not apply; after a second failure on one small file, that
 * whole file. Undefined when nothing can be mended, or the person does not allow what came of it.
 */
export async function mendEdit(
  { step, tool }: Mended,
  failure: ToolResult & { status: 'failed' },
  attempts: number,
  deps: RunDeps,
): Promise<Mended | undefined> {
  const repair = failure.reason === 'bind_unusable' ? 'whole' : tool.repairs?.[failure.reason];
  if (!deps.model || !tool.boundField || !repair) return undefined;
  try {
    const anew =
      attempts === 1 && failure.reason !== 'bind_unusable' ? await writeAnew(step, tool, failure, deps) : 'unusable';
    if (anew !== 'unusable') return anew;
    return attempts <= 2 && repair === 'whole' ? await writeWhole(step, failure, deps) : undefined;
  } catch (error) {
    if (isCancelled(error)) throw error;
    deps.place.log.warn(`Mending “${step.title}” failed: ${messageOf(error)}`);
    return undefined;
  }
}

async function writeAnew(
  step: StepSnapshot,
  tool: AnyTool,
  failure: ToolResult & { status: 'failed' },
  deps: RunDeps,
): Promise<Mended | undefined | 'unusable'> {
  deps.activity(`${deps.model?.label} mends the edit`, step.id);
  const { [tool.boundField ?? '']: attempt, ...rest } = step.input ?? {};
  try {
    return await bindAnew(
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

async function writeWhole(
  step: StepSnapshot,
  failure: ToolResult & { status: 'failed' },
  deps: RunDeps,
): Promise<Mended | undefined> {
  const tool = deps.place.tools.find(({ rewrites }) => rewrites !== undefined);
  const [path, ...others] = step.writes;
  if (!tool?.rewrites || path === undefined || others.length > 0) return undefined;
  const file = await deps.place.files.read(path).catch((error: unknown) => {
    if (FluxError.is(error)) return undefined;
    throw error;
  });
  if (!file || file.text.length > smallFileChars) return undefined;
  deps.activity(`${deps.model?.label} writes ${path} whole`, step.id);
  const attempt = cutMiddle(boundText(step, deps.place.tools) ?? '', attemptChars);
  const whole = {
    ...step,
    tool: tool.name,
    input: { ...tool.rewrites(path) },
    instruction:
      `${step.instruction ?? step.title}\nWrite the whole of ${path} with that change made and everything else ` +
      `as it is.`,
    context: [{ path }],
  };
  return bindAnew(whole, tool, { attempt, problem: failure.message }, deps);
}

async function bindAnew(
  step: StepSnapshot,
  tool: AnyTool,
  failed: { attempt: string; problem: string },
  deps: RunDeps,
): Promise<Mended | undefined> {
  if (!deps.model) return undefined;
  const bound = await bindStep(
    { step, tool, failed },
    { session: deps.log.snapshot, place: deps.place, model: deps.model },
    deps.signal,
  );
  const next = await recordBinding(step, tool, bound, deps);
  return (await askWhereNeeded(next, tool, deps)) ? undefined : { step: next, tool, seen: bound.seen };
}
