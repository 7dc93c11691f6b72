import { APIError } from 'openai';
import { CancelledError, FluxError, isCancelled } from '../../base/errors';
import { estimateTokens, firstChars } from '../../base/text';
import type { Embedded, EmbeddingPort } from '../../contracts/embeddings';
import { readEmbeddings, type EmbeddingAnswer } from './embeddingAnswer';
import type { EndpointFeatures } from './endpointFeatures';
import { connectionCode, isTooLong, toModelError, type CallOrigin } from './modelErrors';
import { withRetries } from './modelRetry';
import { createClient, placeOf, type OpenAiConfig } from './openaiEndpoint';

/** An endpoint that says nothing for so long has failed, in s, unless the settings say less. */
const longestSilence = 60;
/** A single text that is refused is sent once more, cut to so many characters: some models take no more. */
const shortText = 1_500;

export interface OpenAiEmbeddingsOptions {
  readonly features: EndpointFeatures;
  /** Hears a line for the log when the endpoint makes us wait. */
  readonly onWait?: (text: string) => void;
}

interface Call {
  readonly settings: OpenAiConfig;
  readonly place: CallOrigin & { readonly model: string };
  readonly signal: AbortSignal;
  readonly once: boolean;
}

/**
 * An embedding model behind an OpenAI-compatible endpoint. The configuration is read with each call. Texts go in fewer
 * at a time where the endpoint takes no more.
 */
export function createOpenAiEmbeddings(
  config: () => Promise<OpenAiConfig>,
  model: string,
  { features, onWait }: OpenAiEmbeddingsOptions,
): EmbeddingPort {
  let mostAtOnce = Infinity;
  let hasAccepted = false;

  const askAll = async (texts: readonly string[], call: Call): Promise<Embedded> => {
    const parts = await inTurn(
      texts,
      () => mostAtOnce,
      (part) => askSome(part, call),
    );
    return {
      vectors: parts.flatMap(({ vectors }) => vectors),
      tokens: parts.reduce((sum, { tokens }) => sum + tokens, 0),
    };
  };
  const askSome = async (texts: readonly string[], call: Call): Promise<Embedded> => {
    try {
      const { vectors, tokens } = await ask(texts, call, { features, onWait });
      hasAccepted = true;
      return { vectors, tokens: tokens ?? texts.reduce((sum, text) => sum + estimateTokens(text), 0) };
    } catch (error) {
      if (!isAboutSize(error)) throw error;
      if (texts.length > 1) {
        mostAtOnce = Math.ceil(texts.length / 2);
        return askAll(texts, call);
      }
      const [text = ''] = texts;
      if (text.length > shortText) return askSome([firstChars(text, shortText)], call);
      if (hasAccepted) return { vectors: [undefined], tokens: 0 };
      // Where no text was ever taken, it is not this one that is wrong.
      mostAtOnce = Infinity;
      throw error;
    }
  };

  return {
    model,
    async embed(texts, signal, { once = false } = {}) {
      const settings = await config();
      const place = { ...placeOf(settings), model };
      try {
        return await askAll(texts, { settings, place, signal, once });
      } catch (error) {
        if (signal.aborted || isCancelled(error)) throw new CancelledError();
        throw notFound(error, place) ?? toModelError(error, place);
      }
    },
  };
}

/** Texts a part at a time; how many a part has is asked anew for each. */
async function inTurn<T>(
  texts: readonly string[],
  most: () => number,
  work: (part: readonly string[]) => Promise<T>,
): Promise<T[]> {
  const done: T[] = [];
  for (let from = 0; from < texts.length;) {
    const part = texts.slice(from, from + Math.min(texts.length, most()));
    from += part.length;
    done.push(await work(part));
  }
  return done;
}

/** One request, made again where that may help, and without what the endpoint refuses. */
async function ask(
  texts: readonly string[],
  { settings, place, signal, once }: Call,
  { features, onWait }: OpenAiEmbeddingsOptions,
): Promise<EmbeddingAnswer> {
  const endpoint = `${settings.baseUrl} ${place.model}`;
  const request = async (): Promise<EmbeddingAnswer> => {
    // A tenth of the size, and of the time to read it, where the endpoint can.
    const parts = features.accepts(endpoint, 'encoding_format') ? (['encoding_format'] as const) : [];
    try {
      return await post(texts, { settings, place, signal, base64: parts.length > 0 });
    } catch (error) {
      if (!features.learn(endpoint, error, parts)) throw error;
      return request();
    }
  };
  if (!once) return withRetries(request, { host: place.host, signal, onWait });
  return request().catch((error: unknown) => {
    // The connection had been kept, and the endpoint closed it in that moment.
    if (signal.aborted || !['ECONNRESET', 'EPIPE'].includes(connectionCode(error) ?? '')) throw error;
    return request();
  });
}

async function post(
  texts: readonly string[],
  { settings, place, signal, base64 }: Omit<Call, 'once'> & { readonly base64: boolean },
): Promise<EmbeddingAnswer> {
  const seconds = Math.min(longestSilence, settings.timeoutSeconds);
  const late = AbortSignal.timeout(1000 * seconds);
  try {
    const response = await createClient(settings, 2000 * seconds)
      .post('/embeddings', {
        body: {
          model: place.model.toWellFormed(),
          input: texts.map((text) => text.toWellFormed()),
          ...(base64 && { encoding_format: 'base64' }),
        },
        headers: { 'x-flux-purpose': 'embed' },
        signal: AbortSignal.any([signal, late]),
      })
      .asResponse();
    return readEmbeddings(await response.text(), response.headers, texts.length, place.host);
  } catch (error) {
    if (signal.aborted || !late.aborted) throw error;
    throw new FluxError('model_timeout', `${place.host} did not answer for ${seconds} s.`, {
      cause: error,
      retryable: true,
    });
  }
}

/** Whether fewer or shorter texts may be taken. */
function isAboutSize(error: unknown): boolean {
  return error instanceof APIError && ([400, 413, 422].includes(error.status ?? 0) || isTooLong(error));
}

function notFound(error: unknown, { host, model }: Call['place']): FluxError | undefined {
  if (!(error instanceof APIError) || ![404, 405, 501].includes(error.status ?? 0)) return undefined;
  return new FluxError(
    'model_failed',
    `${host} has no embeddings, or does not know the model “${model}” (HTTP ${error.status}). Check the setting ` +
      `flux.index.embeddings.`,
    { cause: error },
  );
}
