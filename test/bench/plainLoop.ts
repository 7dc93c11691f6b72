import { systemPrompt, toolSchemas } from './loop/loopPrompt';
import type { CarryOut } from './loop/loopTools';

interface Call {
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: string };
}
interface Message {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  readonly tool_calls?: readonly Call[];
  readonly tool_call_id?: string;
}

/**
 * A plain tool loop, to compare with: the model is sent the system prompt, the tools and the whole transcript each turn;
 * what it calls is carried out and added; it ends with the first answer that calls nothing.
 *
 * It is meant to be fair, rather too good than too bad:
 * - the system prompt (about 1,200 tokens) and the schemas of seven tools (about 700) are shorter than those of most agents
 *   in use, and nothing else is added: no environment, no list of open files, no reminders;
 * - the same strong mind moves in it: it finds at once, reads only what the task needs, never twice, makes no mistake,
 *   does not look at its own diff, and runs the tests once, after the last change (and first where that tells what fails);
 * - all calls that do not depend on each other are made in one turn (`oneByOne`: each in a turn of its own, as many agents
 *   do with many models);
 * - results are short: files without line numbers, tests as counts and failures, edits as a line;
 * - nothing fails, nothing is retried, the transcript never has to be shortened.
 *
 * A provider's prompt cache makes the repeated part of such a transcript cheaper; tokens are counted all the same.
 *
 * @returns the last answer's text
 */
export async function plainLoop(goal: string, { url, carryOut }: { url: string; carryOut: CarryOut }): Promise<string> {
  const messages: Message[] = [
    { role: 'system', content: systemPrompt },
    { role: 'user', content: goal },
  ];
  for (;;) {
    const answer = await ask(url, messages);
    messages.push(answer);
    if (!answer.tool_calls?.length) return answer.content;
    for (const { id, function: called } of answer.tool_calls) {
      const input = JSON.parse(called.arguments) as Record<string, unknown>;
      messages.push({ role: 'tool', tool_call_id: id, content: await carryOut(called.name, input) });
    }
  }
}

async function ask(url: string, messages: readonly Message[]): Promise<Message> {
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages, tools: toolSchemas }),
  });
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  const { choices } = (await response.json()) as { choices: readonly { message: Message }[] };
  const [first] = choices;
  if (!first) throw new Error('The server gave no answer.');
  return first.message;
}
