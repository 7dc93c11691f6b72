/** A message to `@flux`: its command, if any, and the words behind it. */
export interface ChatMessage {
  readonly command: string | undefined;
  readonly prompt: string;
}

/**
 * The messages in a request. What a person sends while a response goes on, the editor hands over at its end as one
 * request: the first message's command, then all texts with an empty line between, the further `@flux /command` as
 * written.
 */
export function messagesIn(command: string | undefined, prompt: string): ChatMessage[] {
  const [first = '', ...more] = prompt.split(/(?:^|\n\n)@flux\b[ \t]*/);
  const further = more.map((text): ChatMessage => {
    const match = /^\/([a-z]+)(?:\s+|$)/.exec(text);
    return { command: match?.[1], prompt: match ? text.slice(match[0].length) : text };
  });
  return [{ command, prompt: first.trim() }, ...further].filter(
    (message, index) => index > 0 || message.command !== undefined || message.prompt !== '' || further.length === 0,
  );
}
