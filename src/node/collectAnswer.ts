import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { FluxError } from '../base/errors';
import { utf8Length } from '../base/text';
import type { Usage } from '../contracts/model';
import type { CallPlace } from './modelErrors';

/** What a stream brought. */
export interface CollectedAnswer {
  readonly text: string;
  /** Undefined when the endpoint sent none. */
  readonly usage?: Usage;
}

export interface CollectOptions {
  readonly place: CallPlace;
  readonly maxTokens?: number;
  readonly onText?: (text: string) => void;
}

/** Thinking that is streamed beside the answer may be this much longer than the answer itself. */
const thinkingFactor = 8;

/**
 * Reads an answer to its end.
 * @throws FluxError `model_cut` (ended early, or hit its token limit), `model_runaway`, `model_empty`, `model_refused`
 */
export async function collectAnswer(chunks: AsyncIterable<ChatCompletionChunk>, { place, maxTokens, onText }: CollectOptions): Promise<CollectedAnswer> {
  const limit = Math.max((maxTokens ?? 0) * 8, 400_000);
  let text = '';
  let bytes = 0;
  let thinking = 0;
  let refusal = '';
  let finish: string | undefined;
  let usage: Usage | undefined;
  for await (const chunk of chunks) {
    const { delta, finish_reason } = chunk.choices?.[0] ?? {};
    if (delta?.content) {
      text += delta.content;
      bytes += utf8Length(delta.content);
      onText?.(delta.content);
    }
    refusal += delta?.refusal ?? '';
    thinking += thoughtOf(delta).length;
    if (bytes > limit || thinking > limit * thinkingFactor) {
      throw new FluxError('model_runaway', `The answer of ${place.model} at ${place.host} did not end and was stopped after ${Math.round((bytes + thinking) / 1000)} kB. Try again, or choose another model.`);
    }
    finish = finish_reason ?? finish;
    usage = usageOf(chunk) ?? usage;
  }
  if (finish === undefined && usage === undefined) throw cut(place);
  if (finish === 'content_filter' || (refusal && !text)) {
    throw new FluxError('model_refused', `${place.model} at ${place.host} refused to answer${refusal ? `: ${refusal}` : ' (content filter)'}. Put the goal in other words, or choose another model.`);
  }
  if (finish === 'length') {
    throw new FluxError('model_cut', `The answer of ${place.model} hit its limit${maxTokens ? ` of ${maxTokens} tokens` : ''} before it was complete. Narrow the goal, or choose a model that may answer at greater length.`);
  }
  if (text.trim() === '') {
    throw new FluxError('model_empty', `${place.model} at ${place.host} sent an empty answer. Try again, or choose another model.`, { retryable: true });
  }
  return { text, usage };
}

/** The stream ended, or stopped making sense, before the answer was complete. */
export function cut(place: CallPlace, cause?: unknown): FluxError {
  return new FluxError('model_cut', `The answer of ${place.model} at ${place.host} broke off before it was complete. Try again.`, { cause, retryable: true });
}

/** Several servers stream a model's thinking in a field that is not in OpenAI's schema. */
function thoughtOf(delta: object | undefined): string {
  const { reasoning_content, reasoning } = (delta ?? {}) as { reasoning_content?: unknown; reasoning?: unknown };
  const thought = reasoning_content ?? reasoning;
  return typeof thought === 'string' ? thought : '';
}

function usageOf({ usage }: ChatCompletionChunk): Usage | undefined {
  if (!usage) return undefined;
  return { prompt: usage.prompt_tokens, completion: usage.completion_tokens, cached: usage.prompt_tokens_details?.cached_tokens ?? 0 };
}
