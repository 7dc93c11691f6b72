import {
  lookReplySchema,
  planReplySchema,
  type Look,
  type LookReply,
  type PlanReply,
  type StepReply,
} from '../../contracts/plan';
import type { AnyTool } from '../../contracts/tool';
import { FluxError } from '../../base/errors';
import { openEnd } from '../model/openEnd';
import { findJson, problemOf } from '../model/parseJson';
import { behindJson, headOf, splitSections } from './editSections';
import { fencedText } from './fencedText';
import { judgeInput } from './inputProblems';
import { unfence } from './unfence';

/** What the planner answered: a plan with the edits that came with it, a wish to look, or something unusable. */
export type PlannerAnswer =
  | { readonly kind: 'plan'; readonly reply: PlanReply }
  | { readonly kind: 'look'; readonly looks: readonly Look[] }
  | { readonly kind: 'unusable'; readonly problem: string };

/** Reads an answer to the purpose `plan`. Never throws. */
export function parsePlannerAnswer(answer: string, tools: readonly AnyTool[]): PlannerAnswer {
  const text = answer.replaceAll('\r\n', '\n');
  if (text.trim() === '') return { kind: 'unusable', problem: 'The answer was empty.' };
  try {
    const found = findJson(headOf(text), readPlanOrLook);
    if ('look' in found.value) return { kind: 'look', looks: found.value.look };
    const reply = found.value;
    return { kind: 'plan', reply: { ...reply, steps: withSections(reply.steps, behindJson(text, found), tools) } };
  } catch (error) {
    return { kind: 'unusable', problem: problemOf(error) };
  }
}

function readPlanOrLook(raw: Record<string, unknown>): PlanReply | LookReply {
  return 'look' in raw && !('steps' in raw) ? lookReplySchema.parse(raw) : planReplySchema.parse(raw);
}

/**
 * The steps with the edits of their sections, which follow the JSON, as input. Throws where those cannot be told apart,
 * or are cut.
 */
export function withSections(steps: readonly StepReply[], behind: string, tools: readonly AnyTool[]): StepReply[] {
  const toolOf = (step: StepReply) => tools.find((candidate) => candidate.name === step.tool);
  const sections = splitSections(behind, new Map(steps.map((step) => [step.id, toolOf(step)?.binding])));
  return steps.map((step) => {
    const section = sections.get(step.id);
    const tool = toolOf(step);
    if (!tool) return step;
    try {
      if (section === undefined || section === '') return withPlainFile(step, tool);
      return { ...step, input: { ...step.input, ...boundInput(section, tool, step.input) } };
    } catch (error) {
      throw new FluxError('bad_sections', `The edits of step "${step.id}" cannot be used: ${problemOf(error)}`, {
        cause: error,
      });
    }
  });
}

/** A step whose file came inside the JSON, without the fence around it. */
function withPlainFile(step: StepReply, tool: AnyTool): StepReply {
  if (tool.binding !== 'file' || !tool.lateBoundField || !step.input) return step;
  const input = tool.accept?.(step.input) ?? step.input;
  const text = input[tool.lateBoundField];
  return typeof text === 'string'
    ? { ...step, input: { ...input, [tool.lateBoundField]: unfence(text, tool.writes(input)[0] ?? '') } }
    : step;
}

/**
 * What a bound answer (or a section after a plan) adds to a tool's input. Throws when JSON is expected and is not
 * there, or one whole fenced file is (words, or edits, written as they stand would destroy it), or edits that broke off
 * are given.
 */
export function boundInput(text: string, tool: AnyTool, given: Record<string, unknown> = {}): Record<string, unknown> {
  if (tool.binding === 'json' || !tool.lateBoundField) return findJson(text, (raw) => fitting(raw, tool, given)).value;
  if (tool.binding === 'file') return { [tool.lateBoundField]: fencedText(text) };
  if (!editLine.test(text))
    throw new FluxError('bad_blocks', 'There is no edit in the answer. Write SEARCH/REPLACE blocks.');
  const open = openEnd(text);
  if (open !== undefined) throw new FluxError('bad_blocks', `The answer breaks off. ${open} Send all of it again.`);
  return { [tool.lateBoundField]: text };
}

/** A line that only edits have: of a block, a patch or a diff. */
const editLine = /^\s*(?:(?:<{5,9}|-{5,9}) ?SEARCH|\*\*\* |@@|--- |\+\+\+ |diff |[-+])/im;

/** An object that, with what is given, is a tool's input. */
function fitting(raw: Record<string, unknown>, tool: AnyTool, given: Record<string, unknown>): Record<string, unknown> {
  const judged = judgeInput(tool, { ...given, ...raw });
  if (judged.wrong !== undefined) throw new FluxError('bad_input', judged.wrong);
  return raw;
}
