import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import type { Message, ModelRequest } from '../../contracts/model';
import type { OptionalPart } from './endpointFeatures';

export interface RequestBody {
  readonly body: ChatCompletionCreateParams;
  /** Which of the optional parts it has. */
  readonly parts: readonly OptionalPart[];
}

/** The body of a call, without the parts that the endpoint is known to refuse. Its texts hold no half characters. */
export function requestBody(
  { messages, format, maxTokens }: ModelRequest,
  model: string,
  accepts: (part: OptionalPart) => boolean,
): RequestBody {
  const parts: OptionalPart[] = [];
  const has = (part: OptionalPart, wanted: boolean) => {
    const isUsed = wanted && accepts(part);
    if (isUsed) parts.push(part);
    return isUsed;
  };
  let said = messages.map(({ role, content }): Message => ({ role, content: content.toWellFormed() }));
  if (said.some(({ role }) => role === 'system') && !has('system_role', true)) said = withoutSystem(said);
  if (said.some(({ role }, at) => role === said[at - 1]?.role) && !has('repeated_role', true)) said = alternating(said);
  const json = has('response_format', format === 'json');
  const usage = has('stream_options', accepts('stream'));
  const limitName = (['max_completion_tokens', 'max_tokens'] as const).find((name) =>
    has(name, maxTokens !== undefined),
  );
  const stream = has('stream', true);
  return {
    parts,
    body: {
      model: model.toWellFormed(),
      messages: said,
      stream,
      ...(usage && { stream_options: { include_usage: true } }),
      ...(json && { response_format: { type: 'json_object' } }),
      ...(limitName && { [limitName]: maxTokens }),
    },
  };
}

/** Where an endpoint has no system role, its text goes first in the first message of the person. */
function withoutSystem(messages: readonly Message[]): Message[] {
  const instructions = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const rest = messages.filter(({ role }) => role !== 'system');
  const at = rest.findIndex(({ role }) => role === 'user');
  if (at < 0) return [{ role: 'user', content: instructions.join('\n\n') }, ...rest];
  return rest.map((message, index) =>
    index === at ? { ...message, content: [...instructions, message.content].join('\n\n') } : message,
  );
}

/** Messages of one role after another become one. */
function alternating(messages: readonly Message[]): Message[] {
  const joined: Message[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (last?.role === message.role)
      joined[joined.length - 1] = { ...last, content: `${last.content}\n\n${message.content}` };
    else joined.push(message);
  }
  return joined;
}
