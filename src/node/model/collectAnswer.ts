import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { FluxError } from '../../base/errors';
import { ellipsis, utf8Length } from '../../base/text';
import type { Usage } from '../../contracts/model';
import { readContent } from './answerContent';
import { meaningOf, type NamedEndings } from './answerEnding';
import type { CallOrigin } from './modelErrors';

/** What a stream brought. */
export interface CollectedAnswer {
  readonly text: string;
  /** Undefined when the endpoint sent none. */
  readonly usage?: Usage;
  /** `unnamed`: by an endpoint that never says how an answer ended. */
  readonly ending: 'complete' | 'unnamed';
}

export interface CollectOptions {
  readonly place: CallOrigin;
  readonly maxTokens?: number;
  readonly onText?: (text: string) => void;
  readonly endings: NamedEndings;
  /** A person reads along: an answer without a named ending counts where at least its tokens were counted. */
  readonly spoken?: boolean;
}

/** Thinking that is streamed beside the answer may be this much longer than the answer itself. */
const thinkingFactor = 8;

/**
 * Reads an answer to its end. Only an ending that is known to be good makes it whole.
 * @throws FluxError `model_cut` (ended early, hit its token limit, or with a word that is not known), `model_runaway`,
 * `model_empty`, `model_refused`
 */
export async function collectAnswer(
  chunks: AsyncIterable<ChatCompletionChunk>,
  { place, maxTokens, onText, endings, spoken }: CollectOptions,
): Promise<CollectedAnswer> {
  const limit = Math.max((maxTokens ?? 0) * 8, 400_000);
  let text = '';
  let bytes = 0;
  let thinking = 0;
  let refusal = '';
  let finish: unknown;
  let usage: Usage | undefined;
  for await (const chunk of chunks) {
    const { delta, finish_reason } = chunk.choices?.[0] ?? {};
    const content = readContent(delta?.content);
    if (content.text) {
      text += content.text;
      bytes += utf8Length(content.text);
      onText?.(content.text);
      // Some servers name an ending with every piece: only what comes last counts.
      finish = undefined;
    }
    refusal += (delta?.refusal ?? '') + content.refusal;
    thinking += thoughtOf(delta).length + content.thought.length;
    if (bytes > limit || thinking > limit * thinkingFactor) {
      throw new FluxError(
        'model_runaway',
        `The answer from ${place.model} at ${place.host} did not end and was stopped after ` +
          `${Math.round((bytes + thinking) / 1000)} kB. Try again, or choose another model.`,
      );
    }
    finish = finish_reason || finish;
    usage = usageOf(chunk) ?? usage;
  }
  const ending = meaningOf(finish);
  if (ending === 'refused' || (refusal && !text)) {
    throw new FluxError(
      'model_refused',
      `${place.model} at ${place.host} refused to answer${refusal ? `: ${refusal}` : ' (content filter)'}. ` +
        `Rephrase the goal, or choose another model.`,
    );
  }
  if (ending === 'limit') {
    throw new FluxError(
      'model_cut',
      `The answer from ${place.model} reached its limit${maxTokens ? ` of ${maxTokens} tokens` : ''} before it was ` +
        `complete. Narrow the goal, or choose a model with a larger output limit.`,
    );
  }
  if (ending === 'unknown') throw cut(place, undefined, ellipsis(String(finish), 40));
  const known = endings.note(`${place.host} ${place.model}`, ending !== undefined);
  if (!known && !(spoken && usage)) throw cut(place);
  if (text.trim() === '') {
    throw new FluxError(
      'model_empty',
      `${place.model} at ${place.host} sent an empty answer. Try again, or choose another model.`,
      { retryable: true },
    );
  }
  return { text, usage, ending: ending ?? 'unnamed' };
}

/**
 * The stream ended, or stopped making sense, before the answer was complete. `word`: what the server gave as its
 * ending.
 */
export function cut(place: CallOrigin, cause?: unknown, word?: string): FluxError {
  return new FluxError(
    'model_cut',
    `The answer from ${place.model} at ${place.host} was cut off before it was ` +
      `complete${word === undefined ? '' : ` (it ended with “${word}”)`}. Try again.`,
    { cause, retryable: true },
  );
}

/** Several servers stream a model's thinking in a field that is not in OpenAI's schema. */
function thoughtOf(delta: object | undefined): string {
  const { reasoning_content, reasoning } = (delta ?? {}) as { reasoning_content?: unknown; reasoning?: unknown };
  const thought = reasoning_content ?? reasoning;
  return typeof thought === 'string' ? thought : '';
}

function usageOf({ usage }: ChatCompletionChunk): Usage | undefined {
  if (!usage) return undefined;
  return {
    prompt: usage.prompt_tokens,
    completion: usage.completion_tokens,
    cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
  };
}
