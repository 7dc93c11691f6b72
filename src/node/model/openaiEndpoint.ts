import type { ModelPrice } from '../../base/cost';
import OpenAI from 'openai';
import { throwIfCancelled } from '../../base/errors';
import { readAddress } from './endpointAddress';
import { createEndpointFetch } from './endpointFetch';
import { toModelError, type CallOrigin } from './modelErrors';
import { modelIdsIn } from './modelList';
import { withRetries } from './modelRetry';

/** How an OpenAI-compatible endpoint is reached. */
export interface OpenAiConfig {
  /** Such as `http://localhost:11434/v1`; empty means OpenAI itself. */
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly id: string;
  /** For cheap and for hard requests; empty means `id`. */
  readonly fastId?: string;
  readonly strongId?: string;
  /** By model id. */
  readonly prices: Readonly<Record<string, ModelPrice>>;
  /** Longest silence before a call is given up, in seconds. */
  readonly timeoutSeconds: number;
}

/** The endpoint's host and port. @throws FluxError `model_unreachable` when the base URL is none */
export function hostOf({ baseUrl }: Pick<OpenAiConfig, 'baseUrl'>): string {
  return readAddress(baseUrl).host;
}

/** What a person calls the endpoint's model, e.g. `gpt-5 at api.example.com`. */
export function labelOf(config: Pick<OpenAiConfig, 'baseUrl' | 'id'>): string {
  return `${config.id} at ${hostOf(config)}`;
}

/** What sentences about calls to the endpoint name, and what they must not show. */
export function placeOf({ baseUrl, apiKey }: Pick<OpenAiConfig, 'baseUrl' | 'apiKey'>): Omit<CallOrigin, 'model'> {
  const { host, secrets } = readAddress(baseUrl);
  return { host, secrets, apiKey: apiKey || undefined };
}

/** The SDK's client without its own retries, time limit and log: those would cut slow answers and may show keys. */
export function createClient(
  { baseUrl, apiKey }: Pick<OpenAiConfig, 'baseUrl' | 'apiKey'>,
  timeoutMs: number,
  onActivity: () => void = () => {},
): OpenAI {
  const { base, query, isOpenAi } = readAddress(baseUrl);
  return new OpenAI({
    baseURL: base,
    // Many local endpoints need no key, but the SDK does not start without one; the header is left out then.
    apiKey: apiKey || 'none',
    ...(apiKey ? {} : { defaultHeaders: { Authorization: null } }),
    ...(isOpenAi ? {} : { organization: null, project: null }),
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    fetch: createEndpointFetch({ query, onActivity }),
  });
}

/**
 * The ids that the endpoint lists, sorted. Understands `{"data": […]}`, `{"models": […]}` and bare lists, of objects or
 * of ids.
 * @throws FluxError as a model call would, `model_failed` when what came is no list; CancelledError when the signal
 * fires
 */
export async function listModels(
  config: Pick<OpenAiConfig, 'baseUrl' | 'apiKey'>,
  signal: AbortSignal,
): Promise<string[]> {
  const place = placeOf(config);
  try {
    return await withRetries(
      async () => {
        const response = await createClient(config, 20_000).get('/models', { signal }).asResponse();
        return modelIdsIn(await response.text(), response.headers, place.host);
      },
      { host: place.host, signal },
    );
  } catch (error) {
    throwIfCancelled(signal);
    throw toModelError(error, place);
  }
}
