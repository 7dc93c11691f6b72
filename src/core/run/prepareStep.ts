import { modelName } from '../model/modelName';
import type { StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { FluxError } from '../../base/errors';
import type { SessionEventBody } from '../../contracts/events';
import { cutMiddle, ellipsis } from '../../base/text';
import { bindStep, type Bound } from './bindStep';
import { permissionFor } from './permission';
import type { RunDeps } from './runDeps';
import { widen } from './scope';

/** A step that may be called, with the files as the model was shown them; or why it may not. */
export type PreparedStep =
  { readonly step: StepSnapshot; readonly seen: Readonly<Record<string, string>> } | { readonly denied: string };

/**
 * The step with its whole input, allowed to run: bound where it was late, asked for where it goes beyond the approval.
 */
export async function prepareStep(step: StepSnapshot, tool: AnyTool, deps: RunDeps): Promise<PreparedStep> {
  const { log } = deps;
  let current = step;
  let seen: Readonly<Record<string, string>> = { ...log.snapshot.plan?.seen, ...step.seen };
  if (step.late) {
    if (!deps.model)
      throw new FluxError(
        'no_model',
        `“${step.title}” needs a language model. None is connected. Run “Flux: ` +
          `Connect a Model…” and run the goal again.`,
      );
    deps.activity(`Preparing this step with ${modelName(deps.model)}…`, step.id);
    const bound = await bindStep(
      { step, tool },
      { session: log.snapshot, workspace: deps.workspace, model: deps.model },
      deps.signal,
    );
    current = await recordBinding(step, tool, bound, deps);
    seen = { ...seen, ...bound.seen };
  }
  const denied = await askWhereNeeded(current, tool, deps);
  return denied ? { denied } : { step: current, seen };
}

/** Records an input that was completed after the approval. */
export async function recordBinding(
  step: StepSnapshot,
  tool: AnyTool,
  bound: Bound,
  deps: RunDeps,
): Promise<StepSnapshot> {
  const writes = await Promise.all(tool.writes(bound.input).map((path) => deps.workspace.files.resolve(path)));
  const about = tool.about(bound.input);
  const runs = tool.runs?.(bound.input);
  const spoke: SessionEventBody[] =
    bound.role === undefined
      ? []
      : [
          {
            kind: 'role.spoke',
            role: bound.role,
            task: ellipsis(step.instruction ?? step.title, 1_000),
            answer: cutMiddle(bound.answer ?? '', 4_000),
            step: step.id,
          },
        ];
  await deps.log.append(...spoke, {
    kind: 'step.bound',
    step: step.id,
    input: bound.input,
    seen: bound.seen,
    writes,
    about,
    runs,
    tool: tool.name,
  });
  return { ...step, input: bound.input, late: false, writes, about, runs };
}

/**
 * Asks the person where the settings, the step's leaving the approved scope or its danger want it. The reason when it
 * may not run.
 */
export async function askWhereNeeded(step: StepSnapshot, tool: AnyTool, deps: RunDeps): Promise<string | undefined> {
  const { log, workspace } = deps;
  const scope = log.snapshot.scope;
  if (!scope) return undefined;
  const permission = permissionFor(step, tool, scope, workspace.settings);
  if (permission === 'go') return undefined;
  if ('denied' in permission) return permission.denied;
  const { kind, text, choices, beyond, free, always } = permission;
  const answer = await deps.ask({
    id: `${kind}-${step.id}-${log.snapshot.revision + 1}`,
    kind,
    text,
    choices,
    step: step.id,
  });
  const allowed = choices.find(({ id }) => id === answer.choice)?.means;
  if (allowed !== 'yes' && allowed !== 'run' && allowed !== 'always')
    return `You did not allow “${ellipsis(step.title, 80)}”, so it was not run.`;
  // The person may have denied it for good while the question stood.
  const now = permissionFor(step, tool, log.snapshot.scope ?? scope, workspace.settings);
  if (now !== 'go' && 'denied' in now) return now.denied;
  if (allowed === 'always' && always) await workspace.addToSetting(always.key, always.value);
  const wider = { ...beyond, ...(allowed === 'run' && free !== undefined && { free }) };
  if (beyond || wider.free)
    await log.append({ kind: 'scope.widened', scope: widen(log.snapshot.scope ?? scope, wider) });
  return undefined;
}
