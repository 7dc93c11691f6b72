import { setTimeout as sleep } from 'node:timers/promises';
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { CancelledError, FluxError, throwIfCancelled } from '../../base/errors';
import { formatDuration } from '../../base/text';
import type { ErrorFacts } from './endpointErrors';
import { connectionCode, isQuotaSpent, isTooLong } from './modelErrors';

/** A wait that the endpoint asks for is kept up to this length; a longer one is reported at once. */
const longestWaitMs = 60_000;
const overloaded = new Set([408, 409, 429, 502, 503, 504, 529]);

export interface RetryOptions {
  readonly host: string;
  readonly signal: AbortSignal;
  /** Hears a line for the person when a wait begins. */
  readonly onWait?: (text: string) => void;
  /** Whether the call may be made again at all; asked after each failure. */
  readonly mayRepeat?: () => boolean;
}

/** Calls until it works or retrying is of no use; waits as the endpoint asks, else half a second doubled each time. */
export async function withRetries<T>(
  call: () => Promise<T>,
  { host, signal, onWait, mayRepeat = () => true }: RetryOptions,
): Promise<T> {
  let cuts = 0;
  for (let retry = 0; ; retry++) {
    throwIfCancelled(signal);
    try {
      return await call();
    } catch (error) {
      if (!mayRepeat()) throw error;
      if (FluxError.is(error, 'model_cut') && error.retryable && cuts++ === 0) continue;
      if (retry >= retriesFor(error)) throw error;
      const wait = waitOf(error) ?? 500 * 2 ** retry * (1 - Math.random() / 4);
      if (wait > longestWaitMs) throw error;
      onWait?.(`${reasonFor(error, host)}; retrying in ${formatDuration(wait)}`);
      await sleep(wait, undefined, { signal }).catch(() => {
        throw new CancelledError();
      });
    }
  }
}

function retriesFor(error: unknown): number {
  if (error instanceof APIConnectionTimeoutError) return 0;
  if (error instanceof APIConnectionError)
    return /^(ECONNREFUSED|ENOTFOUND|CERT_|.*_CERT)/.test(connectionCode(error) ?? '') ? 1 : 3;
  if (!(error instanceof APIError) || typeof error.status !== 'number') return 0;
  const advice = error.headers?.get('x-should-retry');
  if (advice === 'false' || isQuotaSpent(error) || isTooLong(error)) return 0;
  if (overloaded.has(error.status)) return 4;
  return error.status >= 500 || advice === 'true' ? 2 : 0;
}

/**
 * Milliseconds that the endpoint asks to wait: by `retry-after-ms`, by `retry-after` (seconds or a date), else in the
 * error itself. Undefined: it does not say, or the date has passed here.
 */
function waitOf(error: unknown): number | undefined {
  if (!(error instanceof APIError)) return undefined;
  const ms = Number.parseFloat(error.headers?.get('retry-after-ms') ?? '');
  if (ms >= 0) return ms;
  const value = error.headers?.get('retry-after')?.trim();
  if (value && /^\d+(\.\d+)?s?$/.test(value)) return Number.parseFloat(value) * 1000;
  const until = value ? Date.parse(value) - Date.now() : Number.NaN;
  return until > 0 ? until : ((error.error ?? {}) as Partial<ErrorFacts>).retryAfterMs;
}

function reasonFor(error: unknown, host: string): string {
  const status = error instanceof APIError ? error.status : undefined;
  if (status === 429) return `${host} is limiting requests`;
  return status === undefined ? `${host} cannot be reached` : `${host} failed (HTTP ${status})`;
}
