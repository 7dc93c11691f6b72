import type { Role } from '../../contracts/agents';
import type { Message, ModelRequest } from '../../contracts/model';
import type { ContextRef } from '../../contracts/plan';
import type { PlanSnapshot, SessionSnapshot, StepSnapshot } from '../../contracts/session';
import type { AnyTool } from '../../contracts/tool';
import { lookReplySchema } from '../../contracts/plan';
import type { SessionModel } from '../model/sessionModel';
import type { Workplace } from '../workplace';
import { pickRole } from '../agents/pickRole';
import { createShown, type Shown } from '../brief/shown';
import { linesOf, showLines } from '../brief/showText';
import { lookAt } from '../plan/lookAt';
import { askAgain } from '../model/askAgain';
import { openEnd } from '../model/openEnd';
import { parseJson, problemOf } from '../model/parseJson';
import { boundInput } from '../plan/parseReply';
import { judgeInput } from '../plan/inputProblems';
import { FluxError, isCancelled } from '../../base/errors';
import { cutMiddle } from '../../base/text';
import { outlineOf, renderOutline, symbolRange } from '../../outlines/outline';
import { wordsInForce } from '../steer/wordsInForce';
import { bindMessages } from './bindPrompt';

/** Characters of the places that a binding is shown; about 5,000 tokens. */
const contextChars = 20_000;
const resultChars = 3_000;

/** A step's whole input and the files as the model was shown them. */
export interface Bound {
  readonly input: Record<string, unknown>;
  readonly seen: Record<string, string>;
  /** The role that wrote it, and its answer, for that role's conversation. */
  readonly role?: string;
  readonly answer?: string;
}

/**
 * Completes a late-bound input by one model call that sees only the step, the results it depends on and the places it
 * names; one look and two repairs at most. FluxError `bind_unusable` when no answer fits.
 */
export async function bindStep(
  step: StepSnapshot,
  tool: AnyTool,
  session: SessionSnapshot,
  place: Workplace,
  model: SessionModel,
  signal: AbortSignal,
  failed?: { attempt: string; problem: string },
): Promise<Bound> {
  const shown = createShown();
  const context = await showPlaces(step, tool, session.plan, place, shown);
  const results = (session.plan?.steps ?? [])
    .filter((other) => step.dependsOn.includes(other.id) && other.result)
    .map((other) => ({ title: other.title, result: cutMiddle(other.result ?? '', resultChars) }));
  const others = (session.plan?.steps ?? [])
    .filter((other) => other.id !== step.id)
    .slice(0, 12)
    .map((other) => other.title);
  const role =
    step.agent === undefined
      ? undefined
      : pickRole(await place.agents.roles(), {
          wanted: step.agent,
          tools: [tool.name],
          known: place.tools,
          busy: new Set(),
        }).role;
  const said = wordsInForce(session);
  let messages: Message[] = bindMessages({
    goal: session.goal,
    step,
    tool,
    results,
    context,
    failed,
    others,
    role,
    turns: role && session.conversations?.[role.name],
    handover: session.handovers?.at(-1),
    said,
  });
  const ask = askAgain(model);
  let looked = false;

  for (let repairs = 0; ;) {
    const { text, problem: broken } = await ask(
      {
        purpose: repairs > 0 ? 'repair' : 'bind',
        step: step.id,
        messages,
        quotes: said,
        file: tool.binding === 'file',
        whole: (answer) => (tool.binding === 'blocks' ? openEnd(answer, true) : undefined),
        ...modelOf(role),
      },
      signal,
    );
    const looks = looked ? undefined : wishToLook(text, tool, tool.writes(step.input ?? {})[0] ?? '');
    if (looks) {
      looked = true;
      messages = [
        ...messages,
        { role: 'assistant', content: text },
        {
          role: 'user',
          content: `${await lookAt(looks, place, shown, signal)}\n\nThat was the look. Now write what the step asks for.`,
        },
      ];
      continue;
    }
    const problem =
      broken === undefined ? await tryBinding(text, step, tool, place, shown.hashes()) : { problem: broken };
    if ('input' in problem)
      return { input: problem.input, seen: shown.hashes(), ...(role && { role: role.name, answer: text }) };
    if (repairs >= 2)
      throw new FluxError(
        'bind_unusable',
        `${model.label} gave no usable input for “${step.title}” in three answers: ${problem.problem}`,
        { retryable: true },
      );
    repairs++;
    messages = [
      ...messages,
      { role: 'assistant', content: text || '(nothing usable)' },
      {
        role: 'user',
        content: `That answer cannot be used: ${problem.problem}\nSend it again, mended, in the format asked for.`,
      },
    ];
  }
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
  step: StepSnapshot,
  tool: AnyTool,
  place: Workplace,
  seen: Readonly<Record<string, string>>,
): Promise<{ input: Record<string, unknown> } | { problem: string }> {
  try {
    const judged = judgeInput(tool, { ...step.input, ...boundInput(text, tool, step.input) });
    if (!judged.complete) return { problem: judged.wrong ?? `These fields are missing: ${judged.missing.join(', ')}.` };
    for (const path of tool.writes(judged.input)) await place.files.resolve(path);
    if (tool.binding === 'blocks') await tool.preview?.(judged.input, seen);
    return { input: judged.input };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return { problem: problemOf(error) };
  }
}

/** The places that a step names, or else what planning looked at in its files; the rest of those files as outlines. */
async function showPlaces(
  step: StepSnapshot,
  tool: AnyTool,
  plan: PlanSnapshot | undefined,
  place: Workplace,
  shown: Shown,
): Promise<string> {
  const input = step.input ?? {};
  const own = [...new Set([...tool.writes(input), ...(tool.reads?.(input) ?? []), ...step.writes])];
  const named = step.context ?? [];
  const places: ContextRef[] =
    named.length > 0 ? [...named] : (plan?.looked ?? []).filter((ref) => own.includes(ref.path));
  const parts: string[] = [];
  let left = contextChars;
  for (const path of [...new Set([...places.map((ref) => ref.path), ...own])]) {
    const part = await showFile(
      path,
      places.filter((ref) => ref.path === path),
      own.includes(path),
      place,
      shown,
      left,
    );
    left -= part.length;
    parts.push(part);
    if (left < 500) break;
  }
  return parts.filter(Boolean).join('\n\n');
}

async function showFile(
  path: string,
  refs: readonly ContextRef[],
  own: boolean,
  place: Workplace,
  shown: Shown,
  maxChars: number,
): Promise<string> {
  const file = await place.files.read(path).catch((error: unknown) => {
    if (FluxError.is(error)) return error;
    throw error;
  });
  if (FluxError.is(file))
    return file.reason === 'not_found'
      ? own
        ? `### ${path} does not exist yet`
        : ''
      : `### ${path} is not shown: ${file.message}`;
  const lines = linesOf(file.text);
  if (lines.length <= 120 || (refs.length === 0 && file.text.length < 8000))
    return showLines(file, 1, lines.length, shown, maxChars);
  const parts = [
    `### ${path}, ${lines.length} lines; outline\n${renderOutline(outlineOf(file.text, path), { maxLines: 50 })}`,
  ];
  shown.know(path, file.hash);
  for (const ref of refs) {
    const range = ref.symbol
      ? symbolRange(file.text, path, ref.symbol)
      : ref.lines
        ? { from: ref.lines[0], to: ref.lines[1] }
        : { from: 1, to: lines.length };
    // A few lines more than asked for: edits need unique neighbours.
    if (range)
      parts.push(
        showLines(file, range.from - 3, range.to + 3, shown, Math.max(1000, maxChars - parts.join('').length)),
      );
  }
  return parts.join('\n');
}
