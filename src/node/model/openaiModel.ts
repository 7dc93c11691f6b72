import { APIError } from 'openai';
import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import { costOf, type ModelPrice } from '../../base/cost';
import { CancelledError, FluxError, isCancelled } from '../../base/errors';
import { estimateTokens } from '../../base/text';
import type { ModelPort, ModelReply, ModelRequest } from '../../contracts/model';
import { readChunks } from './answerChunks';
import { createNamedEndings, type NamedEndings } from './answerEnding';
import { collectAnswer, cut, type CollectedAnswer } from './collectAnswer';
import { createEndpointFeatures, type EndpointFeatures } from './endpointFeatures';
import { toModelError, type CallOrigin } from './modelErrors';
import { withRetries } from './modelRetry';
import { createClient, placeOf, type OpenAiConfig } from './openaiEndpoint';
import { requestBody } from './requestBody';

export interface OpenAiModelOptions {
  /** What a person calls the model; see `labelOf`. */
  readonly label: string;
  /** Hears a line for the person when the endpoint makes us wait. */
  readonly onWait?: (text: string) => void;
  /** What is known of endpoints, where that is to outlive this port. */
  readonly features?: EndpointFeatures;
  /** What is known of endpoints' endings, where it is to outlive this model. */
  readonly endings?: NamedEndings;
}

type CallContext = CallOrigin & { readonly model: string };
type OnText = (text: string) => void;

/** A request on its way to an endpoint. */
interface Call {
  readonly request: ModelRequest;
  readonly settings: OpenAiConfig;
  readonly place: CallContext;
  readonly endings: NamedEndings;
  readonly signal: AbortSignal;
  readonly onText: OnText;
}

/** A model behind an OpenAI-compatible endpoint. The configuration is read with each call. */
export function createOpenAiModel(
  config: () => Promise<OpenAiConfig>,
  { label, onWait, features = createEndpointFeatures(), endings = createNamedEndings() }: OpenAiModelOptions,
): ModelPort {
  return {
    label,
    async chosen(request) {
      const settings = await config();
      const id = modelFor(request, settings);
      return { id, price: settings.prices[id] };
    },
    async complete(request, signal, onText, onLost) {
      const settings = await config();
      const place = { ...placeOf(settings), model: modelFor(request, settings) };
      let heard = false;
      const hear: OnText = (text) => {
        heard = true;
        onText?.(text);
      };
      try {
        const once = async () => {
          let sent = '';
          const onPiece: OnText = (text) => {
            sent += text;
            hear(text);
          };
          try {
            return await ask({ request, settings, place, endings, signal, onText: onPiece }, features);
          } catch (error) {
            if (sent !== '' || hasAnswered(error)) onLost?.(sent);
            throw error;
          }
        };
        // Words that a person has already read cannot be taken back, so such an answer is not begun again.
        const mayRepeat = () => !(heard && request.purpose === 'converse');
        const answer = await withRetries(once, { host: place.host, signal, onWait, mayRepeat });
        return toReply(request, answer, place.model, settings.prices[place.model]);
      } catch (error) {
        if (signal.aborted || isCancelled(error)) throw new CancelledError();
        throw toModelError(error, place);
      }
    },
  };
}

/** Whether the endpoint had worked on an answer before the call failed, although nothing of it was heard. */
function hasAnswered(error: unknown): boolean {
  return FluxError.is(error) && ['model_cut', 'model_runaway', 'model_empty', 'model_refused'].includes(error.reason);
}

function modelFor(
  { tier, model }: Pick<ModelRequest, 'tier' | 'model'>,
  { id, fastId, strongId }: OpenAiConfig,
): string {
  if (model) return model;
  if (tier === 'fast') return fastId || id;
  return tier === 'strong' ? strongId || id : id;
}

/** One call, asked again without whatever optional part the endpoint refuses. */
async function ask(asked: Call, features: EndpointFeatures): Promise<CollectedAnswer> {
  const { request, settings, place } = asked;
  const endpoint = `${settings.baseUrl} ${place.model}`;
  for (;;) {
    const { body, parts } = requestBody(request, place.model, (part) => features.accepts(endpoint, part));
    try {
      return await call(body, asked);
    } catch (error) {
      if (!features.learn(endpoint, error, parts)) throw error;
    }
  }
}

/**
 * One answer, streamed where the endpoint can; gives up when nothing at all arrives for as long as the settings allow.
 */
async function call(
  body: ChatCompletionCreateParams,
  { request, settings, place, endings, signal, onText }: Call,
): Promise<CollectedAnswer> {
  const running = new AbortController();
  const silence = settings.timeoutSeconds * 1000;
  let silent = false;
  const timer = setTimeout(() => {
    silent = true;
    running.abort();
  }, silence);
  const stop = () => running.abort();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let begun = false;
  try {
    const client = createClient(settings, silence + 60_000, () => timer.refresh());
    const response = await client.chat.completions
      .create(body, { signal: running.signal, headers: headersOf(request) })
      .asResponse();
    begun = true;
    return await collectAnswer(readChunks(response, place), {
      place,
      maxTokens: request.maxTokens,
      onText,
      endings,
      spoken: request.purpose === 'converse',
    });
  } catch (error) {
    stop();
    if (signal.aborted) throw new CancelledError();
    if (silent) {
      throw new FluxError(
        'model_timeout',
        `${place.host} did not answer for ${settings.timeoutSeconds} seconds. Try again, or raise the setting ` +
          `flux.model.timeoutSeconds.`,
        { cause: error, retryable: true },
      );
    }
    const isKnown = error instanceof FluxError || error instanceof APIError;
    throw begun && !isKnown ? cut(place, error) : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
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
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text) ? text : encodeURIComponent(text.toWellFormed());
}

function toReply(
  request: ModelRequest,
  { text, usage, ending }: CollectedAnswer,
  model: string,
  price: ModelPrice | undefined,
): ModelReply {
  const counted = usage ?? {
    prompt: estimateTokens(request.messages.map(({ content }) => content).join('\n')),
    completion: estimateTokens(text),
    cached: 0,
  };
  return { text, usage: counted, model, costUsd: costOf(counted, price), ending };
}
