import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { ElicitRequestFormParams } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { CancelledError } from '../../base/errors';
import type { GateReply, OpenGate } from '../../contracts/superTool';

/** How long somebody may think about a question, in milliseconds; then it stays open. */
const thinkingMs = 600_000;

const reply = z.object({ answer: z.union([z.string(), z.number(), z.boolean()]).transform(String) });

export interface Elicitation {
  readonly server: Server;
  readonly requestId: string | number;
  readonly taken: AbortSignal;
  readonly gone: AbortSignal;
}

/** Puts a question to whoever uses the client, by its form. What goes wrong leaves the question open. */
export async function elicit(
  { server, requestId, taken, gone }: Elicitation,
  gate: OpenGate,
  session: string,
  again?: string,
): Promise<GateReply> {
  try {
    const result = await server.elicitInput(formOf(gate, session, again), {
      relatedRequestId: requestId,
      timeout: thinkingMs,
      signal: AbortSignal.any([taken, gone]),
    });
    const read = reply.safeParse(result.content);
    if (result.action !== 'accept' || !read.success) return { kind: 'later' };
    return { kind: 'answer', text: read.data.answer };
  } catch {
    if (taken.aborted) throw new CancelledError();
    return { kind: 'later' };
  }
}

/** Where only a choice helps it is a list; else a field for words. */
function formOf(
  { text, choices = [], kind, input }: OpenGate,
  session: string,
  again?: string,
): ElicitRequestFormParams {
  const isChoice = choices.length > 0 && (kind !== 'question' || choices.length > 1) && input === undefined;
  const offered = choices.map(({ label }) => label).join(', ');
  const answer = isChoice
    ? {
        type: 'string' as const,
        title: 'Answer',
        enum: choices.map(({ id }) => id),
        enumNames: choices.map(({ label }) => label),
      }
    : { type: 'string' as const, title: input ?? 'Answer', ...(offered && { description: `Or one of: ${offered}` }) };
  return {
    mode: 'form',
    message: `${again === undefined ? '' : `${again} `}Flux asks about “${session}”: ${text}`,
    requestedSchema: { type: 'object', properties: { answer }, required: ['answer'] },
  };
}
