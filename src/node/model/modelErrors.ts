import { pattern } from '../../base/pattern';
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { FluxError, messageOf } from '../../base/errors';
import { hideSecrets } from '../../base/secretShapes';
import { ellipsis } from '../../base/text';
import { shownAddress } from '../../base/webAddress';
import type { ErrorFacts } from './endpointErrors';

/** What a sentence about a failed call has to name. */
export interface CallOrigin {
  /** Host and port of the endpoint. */
  readonly host: string;
  /** Undefined where the call is about none. */
  readonly model?: string;
  readonly apiKey?: string;
  /** What no sentence may show besides the key: parts of the base URL. */
  readonly secrets?: readonly string[];
}

/** Turns what a call to the endpoint threw into a FluxError of the model port's contract. */
export function toModelError(error: unknown, place: CallOrigin): FluxError {
  if (error instanceof FluxError) return error;
  const fail = failing(error);
  const { host } = place;
  if (error instanceof APIConnectionTimeoutError)
    return fail(
      'model_timeout',
      `${host} did not answer in time. Try again, or raise the setting flux.model.timeoutSeconds.`,
      true,
    );
  if (error instanceof APIConnectionError) return unreachable(error, place);
  if (error instanceof APIError && typeof error.status === 'number') return ofStatus(error, error.status, place);
  if (error instanceof APIError && isTooLong(error)) return ofStatus(error, 400, place);
  if (error instanceof APIError)
    return fail('model_failed', `${host} stopped with an error: ${said(error, place)} Try again.`, true);
  return fail(
    'model_failed',
    `The call to ${host} failed: ${redact(messageOf(error), place)}. Try again; “Flux: Show Log” has the details.`,
    true,
  );
}

type Fail = (reason: string, message: string, retryable?: boolean) => FluxError;

function failing(cause: unknown): Fail {
  return (reason, message, retryable = false) => new FluxError(reason, message, { cause, retryable });
}

function ofStatus(error: APIError, status: number, place: CallOrigin): FluxError {
  const { host, apiKey } = place;
  const model = place.model ?? 'the model';
  const fail = failing(error);
  // What the server says about a key may contain the key, so it is not repeated.
  if (status === 401 || (status === 403 && apiKey === undefined)) return keyRefused(fail, status, place);
  const words = said(error, place);
  if (status === 403)
    return fail(
      'model_key',
      `${host} refused access (HTTP 403): ${words} Run “Flux: Set API Key” to replace the key, or check that ` +
        `it may use ${model}.`,
    );
  if (isTooLong(error))
    return fail(
      'model_failed',
      `The request is longer than ${model} at ${host} accepts: ${words} Narrow the goal, or set ` +
        `flux.model.contextWindow to the model's real size.`,
    );
  if ([404, 405, 501].includes(status) && place.model === undefined)
    return fail(
      'model_failed',
      `${host} does not list its models (HTTP ${status}): ${words} Name one in the setting flux.model.id, or ` +
        `check the setting flux.model.baseUrl, which usually ends in /v1.`,
    );
  if (status === 404)
    return fail(
      'model_failed',
      `${host} does not know the model “${model}” or the address (HTTP 404): ${words} Run “Flux: Select ` +
        `Model”, or check the setting flux.model.baseUrl, which usually ends in /v1.`,
    );
  if (status === 429) return limited(error, fail, host, words);
  if (status >= 500) return fail('model_failed', `${host} failed (HTTP ${status}): ${words} Try again later.`, true);
  if (status < 400) return misled(error, status, host, words);
  return fail(
    'model_failed',
    `${host} refused the request (HTTP ${status}): ${words} Check the settings flux.model.id and flux.model.baseUrl.`,
  );
}

function keyRefused(fail: Fail, status: number, { host, apiKey, model = 'the model' }: CallOrigin): FluxError {
  if (apiKey === undefined) return fail('model_key', `${host} needs an API key. None is set. Run “Flux: Set API Key”.`);
  return fail(
    'model_key',
    `${host} refused the API key (HTTP ${status}). Run “Flux: Set API Key” to replace it, or check that ` +
      `the key may use ${model}.`,
  );
}

function limited(error: APIError, fail: Fail, host: string, words: string): FluxError {
  return isQuotaSpent(error)
    ? fail('model_rate_limited', `The account at ${host} has no credit left. Check its plan and billing: ${words}`)
    : fail(
        'model_rate_limited',
        `${host} is limiting requests (HTTP 429). Wait a moment and try again: ${words}`,
        true,
      );
}

/** An address that leads elsewhere, or to what is no model's endpoint. */
function misled(error: APIError, status: number, host: string, words: string): FluxError {
  const fail = failing(error);
  if (status < 300)
    return fail(
      'model_failed',
      `${host} answered with an error: ${words} Check the setting flux.model.baseUrl, which usually ends in ` +
        `/v1, and flux.model.id.`,
    );
  const to = shownAddress(error.headers?.get('location') ?? '');
  return fail(
    'model_failed',
    `${host} has moved${to ? ` to ${to}` : ''} (HTTP ${status}). Put the new address into the setting ` +
      `flux.model.baseUrl.`,
  );
}

function unreachable(error: APIConnectionError, { host }: CallOrigin): FluxError {
  const fail = (message: string) => new FluxError('model_unreachable', message, { cause: error, retryable: true });
  const code = connectionCode(error);
  switch (code) {
    case 'ECONNREFUSED':
      return fail(`Cannot reach the model server at ${host}. Start it, or check the setting flux.model.baseUrl.`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail(`The host ${host} was not found. Check the setting flux.model.baseUrl and the network.`);
    case 'CERT_HAS_EXPIRED':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return fail(
        `The certificate of ${host} is not trusted (${code}). Add its authority to the system's certificates, ` +
          `or check the setting flux.model.baseUrl.`,
      );
    default:
      return fail(
        `The connection to ${host} failed${code ? ` (${code})` : ''}. Check the network and the setting ` +
          `flux.model.baseUrl, then try again.`,
      );
  }
}

/** The system's code of a failed connection, such as ECONNREFUSED. */
export function connectionCode(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const code = (at as NodeJS.ErrnoException).code;
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/** Whether a 429 means that waiting will not help. */
export function isQuotaSpent(error: APIError): boolean {
  return error.code === 'insufficient_quota' || error.type === 'insufficient_quota';
}

const tooLongWords = [
  /context[ _](?:length|window|size)|maximum context|n_ctx\b/i,
  pattern('i')`
  too many (?:input |prompt )?tokens(?! per)|(?:prompt|input|request|messages?) (?:is|are|was
  |has become) too (?:long|large)
`,
  pattern('i')`
  (?:exceed|longer than|larger than)[^.]{0,60}\b(?:token|input|prompt|context)\b[^.]{0,20}\b(?:limit|count
  |length|size|maximum)|reduce (?:the length|your prompt)|string_above_max_length
`,
  /\b(?:input|prompt)\b[^.]{0,40}\b(?:length|tokens?)\b[^.]{0,40}\b(?:exceed|longer|greater|over)/i,
];

/**
 * Whether the request is longer than the model takes, so that asking again is of no use. A limit by time is none by
 * length.
 */
export function isTooLong(error: APIError): boolean {
  if (error.status === 413) return true;
  if (error.status === 401 || error.status === 403 || error.status === 429) return false;
  const words = `${error.code ?? ''} ${error.type ?? ''} ${wordsOf(error)}`;
  return tooLongWords.some((form) => form.test(words));
}

/** What the server itself said. */
function wordsOf(error: APIError): string {
  const { message } = (error.error ?? {}) as Partial<ErrorFacts>;
  return typeof message === 'string' && message !== '' ? message : error.message.replace(/^\d{3} /, '');
}

/** The server's own words, short, ending in a full stop. */
function said(error: APIError, place: CallOrigin): string {
  const words = ellipsis(redact(wordsOf(error), place), 300);
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}

function redact(text: string, { apiKey, secrets = [] }: CallOrigin): string {
  let clean = text;
  for (const secret of apiKey ? [apiKey, ...secrets] : secrets) clean = clean.replaceAll(secret, '(key)');
  return hideSecrets(clean, '[key]');
}
