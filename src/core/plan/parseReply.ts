import { lookReplySchema, planReplySchema, type Look, type PlanReply, type StepReply } from '../../contracts/plan';
import type { AnyTool } from '../../contracts/tool';
import * as z from 'zod';
import { FluxError, messageOf } from '../../base/errors';
import { parseJson } from '../model/parseJson';
import { splitSections } from './editSections';
import { fencedText } from './fencedText';

/** What the planner answered: a plan with the edits that came with it, a wish to look, or something unusable. */
export type PlannerAnswer =
  | { readonly kind: 'plan'; readonly reply: PlanReply }
  | { readonly kind: 'look'; readonly looks: readonly Look[] }
  | { readonly kind: 'unusable'; readonly problem: string };

/** Reads an answer to the purpose `plan`. Never throws. */
export function parsePlannerAnswer(text: string, tools: readonly AnyTool[]): PlannerAnswer {
  if (text.trim() === '') return { kind: 'unusable', problem: 'The answer was empty.' };
  try {
    const raw = parseJson(splitSections(text).head);
    if (typeof raw === 'object' && raw !== null && 'look' in raw && !('steps' in raw)) {
      return { kind: 'look', looks: lookReplySchema.parse(raw).look };
    }
    const reply = planReplySchema.parse(raw);
    const ids = new Set(reply.steps.map((step) => step.id));
    return { kind: 'plan', reply: withEdits(reply, splitSections(text, ids).sections, tools) };
  } catch (error) {
    return { kind: 'unusable', problem: error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error) };
  }
}

/** Puts each section's edits into its step's input. */
export function withEdits(reply: PlanReply, sections: ReadonlyMap<string, string>, tools: readonly AnyTool[]): PlanReply {
  return sections.size === 0 ? reply : { ...reply, steps: withSections(reply.steps, sections, tools) };
}

/** The steps with the edits of their sections as input. */
export function withSections(steps: readonly StepReply[], sections: ReadonlyMap<string, string>, tools: readonly AnyTool[]): StepReply[] {
  return steps.map((step) => {
    const section = sections.get(step.id);
    const tool = tools.find((candidate) => candidate.name === step.tool);
    if (section === undefined || section === '' || !tool) return step;
    return { ...step, input: { ...step.input, ...boundInput(section, tool) } };
  });
}

/**
 * What a bound answer (or a section after a plan) adds to a tool's input. Throws when JSON is expected and is not there,
 * or no fence where a file is: words, or edits, written as they stand would destroy it.
 */
export function boundInput(text: string, tool: AnyTool): Record<string, unknown> {
  if (tool.binding === 'json' || !tool.boundField) return z.record(z.string(), z.unknown()).parse(parseJson(text));
  if (tool.binding === 'file' && !/^\s*(?:`{3,}|~{3,})/m.test(text)) throw new FluxError('bad_file', `${tool.name} takes the whole text of the file in one fenced block; there is no fence.`);
  return { [tool.boundField]: tool.binding === 'file' ? fencedText(text) : text };
}
