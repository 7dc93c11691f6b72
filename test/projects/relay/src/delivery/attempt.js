import { sign } from './sign.js';

/** So much of an answer is kept, for people who look into a failure. */
const keptChars = 500;

/**
 * Sends a message to an endpoint once. Never rejects: returns `{ ok, status, retryAfter, answer, error, ms }`.
 */
export async function attempt({ message, endpoint, delivery }, { fetch, timeoutMs, now }) {
  const body = JSON.stringify({ id: message.id, type: message.type, createdAt: message.createdAt, payload: message.payload });
  const begun = now();
  try {
    const response = await fetch(endpoint.url, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'relay/1.2',
        'relay-id': message.id,
        'relay-attempt': String(delivery.attempts.length + 1),
        'relay-signature': sign(body, endpoint.secret, begun),
      },
    });
    const answer = (await response.text()).slice(0, keptChars);
    return {
      ok: response.ok,
      status: response.status,
      retryAfter: response.headers.get('retry-after') ?? undefined,
      answer,
      ms: now() - begun,
    };
  } catch (error) {
    const timedOut = error.name === 'TimeoutError';
    return { ok: false, error: timedOut ? `no answer within ${timeoutMs} ms` : error.message, ms: now() - begun };
  }
}
