import OpenAI from 'openai';
import { FluxError, throwIfCancelled } from '../base/errors';
import { createHttpFetch } from './httpFetch';
import { toModelError } from './modelErrors';
import { withRetries } from './modelRetry';

/** US dollars per million tokens. */
export interface ModelPrice {
  readonly input?: number;
  readonly output?: number;
  readonly cachedInput?: number;
}

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

const openAi = 'https://api.openai.com/v1';

/** The endpoint's host and port. @throws FluxError `model_unreachable` when the base URL is none */
export function hostOf({ baseUrl }: Pick<OpenAiConfig, 'baseUrl'>): string {
  const url = URL.canParse(baseUrl || openAi) ? new URL(baseUrl || openAi) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url.host;
  throw new FluxError('model_unreachable', `The setting flux.model.baseUrl (“${baseUrl}”) is not a web address. It should look like http://localhost:11434/v1.`);
}

/** What a person calls the endpoint's model, e.g. `gpt-5 at api.example.com`. */
export function labelOf(config: Pick<OpenAiConfig, 'baseUrl' | 'id'>): string {
  return `${config.id} at ${hostOf(config)}`;
}

/** The SDK's client without its own retries, time limit and log: those would cut slow answers and may show keys. */
export function createClient({ baseUrl, apiKey }: Pick<OpenAiConfig, 'baseUrl' | 'apiKey'>, timeoutMs: number, onActivity: () => void = () => {}): OpenAI {
  const elsewhere = baseUrl !== '' && !baseUrl.startsWith(openAi);
  return new OpenAI({
    baseURL: baseUrl || openAi,
    // Many local endpoints need no key, but the SDK does not start without one; the header is left out then.
    apiKey: apiKey || 'none',
    ...(apiKey ? {} : { defaultHeaders: { Authorization: null } }),
    ...(elsewhere ? { organization: null, project: null } : {}),
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    fetch: createHttpFetch(onActivity),
  });
}

/**
 * The ids that the endpoint lists, sorted.
 * @throws FluxError as a model call would; CancelledError when the signal fires
 */
export async function listModels(config: Pick<OpenAiConfig, 'baseUrl' | 'apiKey'>, signal: AbortSignal): Promise<string[]> {
  const host = hostOf(config);
  try {
    const page = await withRetries(async () => createClient(config, 20_000).models.list({ signal }), { host, signal });
    return page.data.map(({ id }) => id).sort();
  } catch (error) {
    throwIfCancelled(signal);
    throw toModelError(error, { host, model: '(list of models)', apiKey: config.apiKey });
  }
}
