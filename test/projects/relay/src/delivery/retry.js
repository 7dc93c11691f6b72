/** Answers after which it is no use to try again. */
const final = new Set([400, 401, 403, 404, 405, 410, 413, 415, 422]);

/** Whether a failed attempt is worth another: `attempts` were made so far. */
export function shouldRetry({ status, attempts, maxAttempts }) {
  if (attempts >= maxAttempts) return false;
  return status === undefined || !final.has(status);
}

/**
 * How long to wait before the next attempt, in ms: twice as long each time, up to a limit, and a part of it by chance so
 * that not all come back at once. An endpoint that says how long to wait (`retry-after`) is heeded, up to the same limit.
 */
export function delayBefore({ attempts, retryAfter, firstDelayMs, longestDelayMs, random = Math.random }) {
  const doubled = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempts - 1));
  const delay = doubled * (0.75 + random() * 0.25);
  if (!retryAfter) return Math.round(delay);
  const asked = Number(retryAfter) * 1000;
  return Math.min(longestDelayMs, Math.max(asked, Math.round(delay)));
}
