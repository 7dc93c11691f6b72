import type { Workflow } from '../contracts/agents';
import type { StartRequest } from '../contracts/api';
import type { SessionEventBody } from '../contracts/events';
import type { Gate, SessionSnapshot } from '../contracts/session';
import { FluxError } from '../base/errors';
import { firstChars } from '../base/text';
import { fillTemplate, firstFreeInput, inputProblem, missingInputs } from './agents/fillTemplate';
import { checkGoal } from './checkGoal';
import { inputChoices } from './session/choices';
import { underlyingState } from './session/states';
import type { Workspace } from './workspace';

/** What a session begins with. */
export interface Beginning {
  readonly goal: string;
  readonly workflow?: string;
  readonly inputs?: Record<string, string>;
  readonly phase?: 'discovery';
  /** What is recorded right after it exists: the questions for missing inputs, or the goal that the template gives. */
  readonly then: readonly SessionEventBody[];
}

/**
 * What a request amounts to: a plain goal, or a workflow's with the inputs that are known. FluxError `empty_goal`,
 * `unknown_workflow`, `bad_input`.
 */
export async function beginningOf(request: StartRequest, workspace: Workspace): Promise<Beginning> {
  if (request.workflow === undefined) return { goal: checkGoal(request.goal), inputs: request.inputs, then: [] };
  const workflow = await workflowNamed(request.workflow, workspace);
  const said = request.goal?.trim() ?? '';
  const inputs = { ...request.inputs };
  const free = said ? firstFreeInput(workflow, inputs) : undefined;
  if (free) inputs[free.name] = said;
  const wrong = inputProblem(workflow, inputs);
  if (wrong !== undefined) throw new FluxError('bad_input', wrong);
  const missing = missingInputs(workflow, inputs);
  const goal = checkGoal(missing.length > 0 ? said || workflow.description : fillTemplate(workflow, inputs));
  const phase = workflow.phases.includes('discovery') ? 'discovery' : undefined;
  if (missing.length === 0)
    return {
      goal,
      workflow: workflow.name,
      inputs,
      phase,
      then: phase ? [{ kind: 'phase.entered', phase: 'planning' }] : [],
    };
  const gates = await Promise.all(
    missing.map(async (input): Promise<Gate> => {
      const labels =
        typeof input.choices === 'string'
          ? await workspace.agents.choices(input.choices, AbortSignal.timeout(5_000)).catch(() => [])
          : (input.choices ?? []);
      // A list of the workflow's own holds all that it takes.
      const words = Array.isArray(input.choices) ? undefined : ('carried' as const);
      return {
        id: `input-${input.name}`,
        kind: 'question',
        text: input.description,
        input: input.name,
        sleeps: true,
        choices: inputChoices(labels.slice(0, 200)),
        ...(words && { words }),
      };
    }),
  );
  return { goal, workflow: workflow.name, inputs, phase, then: gates.map((gate) => ({ kind: 'gate.opened', gate })) };
}

/** A workflow by its name. FluxError `unknown_workflow`. */
async function workflowNamed(name: string, workspace: Workspace): Promise<Workflow> {
  const all = await workspace.agents.workflows();
  const found = all.find((workflow) => workflow.name === name.trim().toLowerCase());
  if (!found)
    throw new FluxError(
      'unknown_workflow',
      `There is no workflow “${firstChars(name, 80)}”. ` +
        `Available workflows: ${all.map((workflow) => workflow.name).join(', ')}.`,
    );
  return found;
}

/**
 * What follows from the answer to a question for an input: the goal, once nothing is missing any more; the end, where a
 * needed one was declined. Undefined while others are open.
 */
export async function afterInput(
  session: SessionSnapshot,
  workspace: Workspace,
): Promise<readonly SessionEventBody[] | undefined> {
  if (session.workflow === undefined) return undefined;
  const workflow = await workflowNamed(session.workflow, workspace);
  const inputs = { ...session.inputs };
  const declined = workflow.inputs.find(
    (input) =>
      !input.optional &&
      input.default === undefined &&
      input.name in inputs &&
      (inputs[input.name] ?? '').trim() === '',
  );
  if (declined)
    return [
      {
        kind: 'session.cancelled',
        reason:
          `The workflow ${workflow.name} cannot go on without “${declined.name}”, which you declined; nothing ` +
          `was changed.`,
      },
    ];
  if (session.gates.some((gate) => gate.input !== undefined)) return undefined;
  return [
    { kind: 'goal.settled', goal: fillTemplate(workflow, inputs), inputs },
    ...(underlyingState(session) === 'discovery'
      ? [{ kind: 'phase.entered' as const, phase: 'planning' as const }]
      : []),
  ];
}
