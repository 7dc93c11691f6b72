import { decisionReplySchema, type DecisionReply } from '../../contracts/decision';
import { lookReplySchema, type Look, type LookReply } from '../../contracts/plan';
import type { AnyTool } from '../../contracts/tool';
import { findJson, problemOf } from '../model/parseJson';
import { behindJson, headOf } from '../plan/editSections';
import { withSections } from '../plan/parseReply';

/** What a decider answered: a decision with the edits that came with it, a wish to look, or something unusable. */
export type DeciderAnswer =
  | { readonly kind: 'decision'; readonly reply: DecisionReply }
  | { readonly kind: 'look'; readonly looks: readonly Look[] }
  | { readonly kind: 'unusable'; readonly problem: string };

/** Reads an answer to the purpose `decide`. Never throws. */
export function parseDecision(answer: string, tools: readonly AnyTool[]): DeciderAnswer {
  const text = answer.replaceAll('\r\n', '\n');
  if (text.trim() === '') return { kind: 'unusable', problem: 'The answer was empty.' };
  try {
    const found = findJson(headOf(text), readDecisionOrLook);
    if ('look' in found.value) return { kind: 'look', looks: found.value.look };
    const reply = found.value;
    const edited = withSections(reply.steps ?? [], behindJson(text, found), tools);
    const decision = { ...reply, ...(reply.steps && { steps: edited }) };
    const problem = missing(decision);
    return problem ? { kind: 'unusable', problem } : { kind: 'decision', reply: decision };
  } catch (error) {
    return { kind: 'unusable', problem: problemOf(error) };
  }
}

function readDecisionOrLook(raw: Record<string, unknown>): DecisionReply | LookReply {
  return 'look' in raw && !('action' in raw) ? lookReplySchema.parse(raw) : decisionReplySchema.parse(raw);
}

/** What an action cannot do without. */
function missing({ action, steps, task_description: task, reasoning, drop }: DecisionReply): string | undefined {
  if (action === 'create_task' && !steps?.length && !task?.trim() && !drop?.length)
    return 'create_task needs "steps", or a "task_description" that says what to do.';
  if (action === 'escalate_to_human' && !task?.trim() && !reasoning.trim())
    return 'escalate_to_human needs the question in "task_description".';
  return undefined;
}
