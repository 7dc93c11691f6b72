import { APIError } from 'openai';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import { CancelledError, FluxError, isCancelled } from '../base/errors';
import { estimateTokens } from '../base/text';
import type { ModelPort, ModelReply, ModelRequest, Usage } from '../contracts/model';
import { createNamedEndings, type NamedEndings } from './answerEnding';
import { collectAnswer, cut, type CollectedAnswer } from './collectAnswer';
import { createEndpointFeatures, type EndpointFeatures } from './endpointFeatures';
import { toModelError, type CallPlace } from './modelErrors';
import { withRetries } from './modelRetry';
import { createClient, hostOf, type ModelPrice, type OpenAiConfig } from './openaiEndpoint';

export interface OpenAiModelOptions {
  /** What a person calls the model; see `labelOf`. */
  readonly label: string;
  /** Hears a line for the person when the endpoint makes us wait. */
  readonly onWait?: (text: string) => void;
  /** What is known of endpoints' endings, where it is to outlive this model. */
  readonly endings?: NamedEndings;
}

type OnText = (text: string) => void;

/** What was learnt of endpoints. */
interface Known {
  readonly features: EndpointFeatures;
  readonly endings: NamedEndings;
}

/** A model behind an OpenAI-compatible endpoint. The configuration is asked for anew with each call. */
export function createOpenAiModel(config: () => Promise<OpenAiConfig>, { label, onWait, endings = createNamedEndings() }: OpenAiModelOptions): ModelPort {
  const features = createEndpointFeatures();
  return {
    label,
    async complete(request, signal, onText) {
      const settings = await config();
      const place = { host: hostOf(settings), model: modelFor(request, settings), apiKey: settings.apiKey || undefined };
      let heard = false;
      const hear: OnText = (text) => {
        heard = true;
        onText?.(text);
      };
      try {
        const answer = await withRetries(async () => {
          // Words that a person has already read cannot be taken back, so such an answer is not begun again.
          if (heard && request.purpose === 'converse') throw cut(place);
          return ask(request, settings, place, { features, endings }, signal, hear);
        }, { host: place.host, signal, onWait });
        return toReply(request, answer, place.model, settings.prices[place.model]);
      } catch (error) {
        if (signal.aborted || isCancelled(error)) throw new CancelledError();
        throw toModelError(error, place);
      }
    },
  };
}

function modelFor({ tier, model }: ModelRequest, { id, fastId, strongId }: OpenAiConfig): string {
  if (model) return model;
  return (tier === 'fast' ? fastId : tier === 'strong' ? strongId : undefined) || id;
}

/** One call, asked again without whatever optional part the endpoint refuses. */
async function ask(request: ModelRequest, settings: OpenAiConfig, place: CallPlace, { features, endings }: Known, signal: AbortSignal, onText: OnText): Promise<CollectedAnswer> {
  for (;;) {
    const body = bodyOf(request, place.model, (part) => features.accepts(settings.baseUrl, part));
    try {
      return await stream(body, request, settings, place, endings, signal, onText);
    } catch (error) {
      if (!features.learn(settings.baseUrl, error, Object.keys(body))) throw error;
    }
  }
}

function bodyOf({ messages, format, maxTokens }: ModelRequest, model: string, accepts: (part: Parameters<EndpointFeatures['accepts']>[1]) => boolean): ChatCompletionCreateParamsStreaming {
  const body: ChatCompletionCreateParamsStreaming = { model, messages: messages.map(({ role, content }) => ({ role, content })), stream: true };
  if (accepts('stream_options')) body.stream_options = { include_usage: true };
  if (format === 'json' && accepts('response_format')) body.response_format = { type: 'json_object' };
  if (maxTokens !== undefined) {
    if (accepts('max_completion_tokens')) body.max_completion_tokens = maxTokens;
    else if (accepts('max_tokens')) body.max_tokens = maxTokens;
  }
  return body;
}

/** Streams one answer; gives up when nothing at all arrives for as long as the settings allow. */
async function stream(body: ChatCompletionCreateParamsStreaming, request: ModelRequest, settings: OpenAiConfig, place: CallPlace, endings: NamedEndings, signal: AbortSignal, onText: OnText): Promise<CollectedAnswer> {
  const call = new AbortController();
  const silence = settings.timeoutSeconds * 1000;
  let silent = false;
  const timer = setTimeout(() => {
    silent = true;
    call.abort();
  }, silence);
  const stop = () => call.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let begun = false;
  try {
    const client = createClient(settings, silence + 60_000, () => timer.refresh());
    const answer = await client.chat.completions.create(body, { signal: call.signal, headers: headersOf(request) }).withResponse();
    if (/^text\/html/i.test(answer.response.headers.get('content-type') ?? '')) {
      throw new FluxError('model_failed', `${place.host} answered with a web page instead of a model's words. Check the setting flux.model.baseUrl, which usually ends in /v1.`);
    }
    begun = true;
    // The SDK ends an aborted stream as if it were complete, hence the looks at both signals below.
    return await collectAnswer(answer.data, { place, maxTokens: request.maxTokens, onText, endings, spoken: request.purpose === 'converse' });
  } catch (error) {
    if (signal.aborted) throw new CancelledError();
    if (silent) {
      throw new FluxError('model_timeout', `${place.host} was silent for ${settings.timeoutSeconds} seconds. Try again, or raise the setting flux.model.timeoutSeconds.`, { cause: error, retryable: true });
    }
    const isKnown = error instanceof FluxError || error instanceof APIError;
    throw begun && !isKnown ? cut(place, error) : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    call.abort();
  }
}

function headersOf({ purpose, session, step }: ModelRequest): Record<string, string> {
  return {
    'x-flux-purpose': purpose,
    ...(session === undefined ? {} : { 'x-flux-session': headerValue(session) }),
    ...(step === undefined ? {} : { 'x-flux-step': headerValue(step) }),
  };
}

/** HTTP headers carry visible ASCII only. */
function headerValue(text: string): string {
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text) ? text : encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd'));
}

function toReply(request: ModelRequest, { text, usage, ending }: CollectedAnswer, model: string, price: ModelPrice | undefined): ModelReply {
  const counted = usage ?? { prompt: estimateTokens(request.messages.map(({ content }) => content).join('\n')), completion: estimateTokens(text), cached: 0 };
  return { text, usage: counted, model, costUsd: costOf(counted, price), ending };
}

/** US dollars; undefined when no price is known. */
function costOf({ prompt, completion, cached }: Usage, price: ModelPrice | undefined): number | undefined {
  if (price?.input === undefined && price?.output === undefined) return undefined;
  const input = price.input ?? 0;
  return ((prompt - cached) * input + cached * (price.cachedInput ?? input) + completion * (price.output ?? 0)) / 1_000_000;
}
