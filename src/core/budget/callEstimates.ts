import { sum } from '../../base/sum';
import type { Message, Usage } from '../../contracts/model';
import { utf8Length } from '../../base/text';

/** Bytes of a token where nothing is known of a model: OpenAI's rule of thumb for English and code. */
const usualBytes = 4;
/** What lies outside of that says more about the endpoint's counting than about the text. */
const fewestBytes = 1;
const mostBytes = 12;
/** Shorter prompts are mostly what the endpoint wraps them in. */
const tellingBytes = 400;
/** How many calls of a model are remembered, and of how many models. */
const mostCalls = 40;
const mostModels = 20;

/** What a prompt takes, from what earlier prompts of the same model took. */
export interface CallEstimates {
  /** Tokens of a prompt. */
  prompt(model: string, messages: readonly Message[]): number;
  /** Takes up what an endpoint counted. Nonsense is passed over. */
  learn(model: string, messages: readonly Message[], usage: Usage): void;
  /** The median of how far estimates were off, as a part of what was counted; undefined: none was checked. */
  error(model: string): number | undefined;
}

interface Call {
  readonly bytes: number;
  readonly tokens: number;
  /** As a part of what was counted. */
  readonly off: number;
}

export function createCallEstimates(): CallEstimates {
  const calls = new Map<string, readonly Call[]>();
  const prompt = (model: string, messages: readonly Message[]) => {
    const known = calls.get(model) ?? [];
    const bytes = sum(known.map((call) => call.bytes));
    const perToken = known.length > 0 ? bytes / sum(known.map(({ tokens }) => tokens)) : usualBytes;
    return Math.ceil(bytesOf(messages) / perToken);
  };
  return {
    prompt,
    learn(model, messages, { prompt: tokens }) {
      const bytes = bytesOf(messages);
      const each = bytes / tokens;
      if (bytes < tellingBytes || !(each >= fewestBytes && each <= mostBytes)) return;
      const off = Math.abs(prompt(model, messages) - tokens) / tokens;
      const known = calls.get(model) ?? [];
      // Newest last, models as well as calls.
      calls.delete(model);
      calls.set(model, [...known.slice(1 - mostCalls), { bytes, tokens, off }]);
      const [oldest] = calls.keys();
      if (calls.size > mostModels && oldest !== undefined) calls.delete(oldest);
    },
    error(model) {
      const offs = (calls.get(model) ?? []).map(({ off }) => off).sort((a, b) => a - b);
      return offs[Math.floor(offs.length / 2)];
    },
  };
}

function bytesOf(messages: readonly Message[]): number {
  return sum(messages.map(({ content }) => utf8Length(content)));
}
