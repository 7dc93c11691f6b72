import type { Role } from '../../contracts/agents';
import type { Compression } from '../../contracts/intentHandling';
import type { ModelRequest } from '../../contracts/model';
import type { SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { lookReplySchema } from '../../contracts/plan';
import type { SessionModel } from '../model/sessionModel';
import type { Workspace } from '../workspace';
import { pickRole } from '../agents/pickRole';
import { createShownRanges } from '../brief/shownRanges';
import { converse } from '../converse/converse';
import { tellingPart } from '../compress/tellingPart';
import { handlingOf, intentOfCall } from '../intents/handlings';
import { chooseTier } from '../model/chooseTier';
import { openEnd } from '../model/openEnd';
import { parseJson, problemOf } from '../model/parseJson';
import { boundInput } from '../plan/parseReply';
import { judgeInput } from '../plan/inputProblems';
import { FluxError, isCancelled } from '../../base/errors';
import { cutMiddle } from '../../base/text';
import { wordsInForce } from '../steer/wordsInForce';
import { bindPlaces } from './bindPlaces';
import { bindMessages } from './bindPrompt';

const resultChars = 3_000;
/** So many of the plan's steps are named. */
const mostTitles = 12;

/** A step's whole input and the files as the model was shown them. */
export interface Bound {
  readonly input: Record<string, unknown>;
  readonly seen: Record<string, string>;
  /** The role that wrote it, and its answer, for that role's conversation. */
  readonly role?: string;
  readonly answer?: string;
}

/** A step whose input is to be written, and the attempt that failed, if there was one. */
export interface Unbound {
  readonly step: StepSnapshot;
  readonly tool: AnyTool;
  readonly failed?: { readonly attempt: string; readonly problem: string };
}

/** What binding needs. */
export interface BindDeps {
  readonly session: SessionSnapshot;
  readonly workspace: Workspace;
  readonly model: SessionModel;
}

/**
 * Completes a late-bound input by one model call that sees only the step, the results it depends on and the places it
 * names; one look and two repairs at most. FluxError `bind_unusable` when no answer fits.
 */
export async function bindStep(unbound: Unbound, deps: BindDeps, signal: AbortSignal): Promise<Bound> {
  const { step, tool } = unbound;
  const { session, workspace, model } = deps;
  const shown = createShownRanges();
  const role = await givenRole(step, tool, workspace);
  const said = wordsInForce(session);
  const intent = intentOfCall(session, { purpose: 'bind', step: step.id });
  const messages = bindMessages({
    goal: session.goal,
    ...unbound,
    results: resultsFor(step, session, handlingOf(intent, workspace.settings).compression),
    context: await bindPlaces(unbound, session, { workspace, shown, signal }),
    steps: (session.plan?.steps ?? []).slice(0, mostTitles).map(({ title }) => title),
    role,
    turns: role && session.conversations?.[role.name],
    handover: session.handovers?.at(-1),
    said,
  });
  return converse<Bound>(
    {
      request: {
        purpose: 'bind',
        step: step.id,
        quotes: said,
        file: tool.binding === 'file',
        whole: (answer) => (tool.binding === 'blocks' ? openEnd(answer, true) : undefined),
        tier: chooseTier(session, { purpose: 'bind', step }, workspace.settings),
        ...modelOf(role),
      },
      intent,
      messages,
      maxLooks: 1,
      thenDo: 'Write what the step asks for now.',
      form: 'in the format asked for',
      async read({ text }, { looks }) {
        const wish = looks === 0 ? wishToLook(text, tool, tool.writes(step.input ?? {})[0] ?? '') : undefined;
        if (wish) return { looks: wish };
        const bound = await tryBinding(text, unbound, workspace, shown.hashes());
        if ('problem' in bound) return { problems: [bound.problem] };
        return {
          value: { input: bound.input, seen: shown.hashes(), ...(role && { role: role.name, answer: text }) },
        };
      },
      unusable: (answers, problems) =>
        new FluxError(
          'bind_unusable',
          `${model.label} gave no usable input for “${step.title}” in ${answers} answers: ${problems.join('\n')}`,
          { retryable: true },
        ),
    },
    { workspace, model, shown },
    signal,
  );
}

async function givenRole(step: StepSnapshot, tool: AnyTool, workspace: Workspace): Promise<Role | undefined> {
  if (step.agent === undefined) return undefined;
  const roles = await workspace.agents.roles();
  return pickRole(roles, { wanted: step.agent, tools: [tool.name], known: workspace.tools, busy: new Set() }).role;
}

/** Of long outputs what tells of failures, where the step's intent allows that; else their beginning and end. */
function resultsFor(step: StepSnapshot, session: SessionSnapshot, compression: readonly Compression[]) {
  const cut = compression.includes('outputs') ? tellingPart : cutMiddle;
  return (session.plan?.steps ?? [])
    .filter((other) => step.dependsOn.includes(other.id) && other.result)
    .map((other) => ({ title: other.title, result: cut(other.result ?? '', resultChars) }));
}

/** A role's model: one of the three kinds, or a model's id. */
function modelOf(role: Role | undefined): Pick<ModelRequest, 'tier' | 'model'> {
  const model = role?.model;
  if (model === undefined) return {};
  return model === 'fast' || model === 'ordinary' || model === 'strong' ? { tier: model } : { model };
}

/**
 * The looks that an answer asks for instead of giving an input. What is fenced for a file is that file, unless it is
 * JSON and the file is not.
 */
function wishToLook(text: string, tool: AnyTool, path: string) {
  if (
    !/\{\s*"look"\s*:/.test(text) ||
    (tool.binding === 'blocks' && /^\s*(?:<{5,9} ?SEARCH|\*\*\* |@@|--- )/m.test(text))
  )
    return undefined;
  const [, info] = /^\s*(?:`{3,}|~{3,})(.*)$/m.exec(text) ?? [];
  if (tool.binding === 'file' && info !== undefined && (info.trim() !== 'json' || /\.json\w*$/i.test(path)))
    return undefined;
  try {
    return parseJson(text, lookReplySchema).look;
  } catch {
    return undefined;
  }
}

/**
 * The input that an answer gives, or why it gives none. An edit that would not apply is found here, before anything is
 * touched.
 */
async function tryBinding(
  text: string,
  { step, tool }: Unbound,
  workspace: Workspace,
  seen: Readonly<Record<string, string>>,
): Promise<{ input: Record<string, unknown> } | { problem: string }> {
  try {
    const judged = judgeInput(tool, { ...step.input, ...boundInput(text, tool, step.input) });
    if (!judged.complete) return { problem: judged.wrong ?? `These fields are missing: ${judged.missing.join(', ')}.` };
    for (const path of tool.writes(judged.input)) await workspace.files.resolve(path);
    if (tool.binding === 'blocks') await tool.preview?.(judged.input, seen);
    return { input: judged.input };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return { problem: problemOf(error) };
  }
}
