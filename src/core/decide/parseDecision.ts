import * as z from 'zod';
import { decisionReplySchema, type DecisionReply } from '../../contracts/decision';
import { lookReplySchema, type Look } from '../../contracts/plan';
import type { AnyTool } from '../../contracts/tool';
import { messageOf } from '../../base/errors';
import { parseJson } from '../model/parseJson';
import { splitSections } from '../plan/editSections';
import { withSections } from '../plan/parseReply';

/** What a decider answered: a decision with the edits that came with it, a wish to look, or something unusable. */
export type DeciderAnswer =
  | { readonly kind: 'decision'; readonly reply: DecisionReply }
  | { readonly kind: 'look'; readonly looks: readonly Look[] }
  | { readonly kind: 'unusable'; readonly problem: string };

/** Reads an answer to the purpose `decide`. Never throws. */
export function parseDecision(text: string, tools: readonly AnyTool[]): DeciderAnswer {
  if (text.trim() === '') return { kind: 'unusable', problem: 'The answer was empty.' };
  try {
    const raw = parseJson(splitSections(text).head);
    if (typeof raw === 'object' && raw !== null && 'look' in raw && !('action' in raw)) return { kind: 'look', looks: lookReplySchema.parse(raw).look };
    const reply = decisionReplySchema.parse(raw);
    const steps = reply.steps ?? [];
    const edited = withSections(steps, splitSections(text, new Set(steps.map((step) => step.id))).sections, tools);
    const decision = { ...reply, ...(reply.steps && { steps: edited }) };
    const problem = missing(decision);
    return problem ? { kind: 'unusable', problem } : { kind: 'decision', reply: decision };
  } catch (error) {
    return { kind: 'unusable', problem: error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error) };
  }
}

/** What an action cannot do without. */
function missing({ action, steps, task_description: task, reasoning, drop }: DecisionReply): string | undefined {
  if (action === 'create_task' && !steps?.length && !task?.trim() && !drop?.length) return 'create_task needs "steps", or a "task_description" that says what to do.';
  if (action === 'escalate_to_human' && !task?.trim() && !reasoning.trim()) return 'escalate_to_human needs the question in "task_description".';
  return undefined;
}
