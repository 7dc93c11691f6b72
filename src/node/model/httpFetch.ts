import http from 'node:http';
import https from 'node:https';

export type HttpFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

function ignore(): void {}

/** What HTTP does not allow a body for. */
const withoutBody = new Set([204, 205, 304]);

/**
 * A `fetch` over node:http(s). The global one gives up after five minutes of silence, which a slow model or a person
 * behind the endpoint may well need; this one waits for as long as its signal lets it. It uses the modules' default
 * exports on purpose: those are what the editor equips with its proxy and certificate settings.
 * @param onActivity called for the response's head and for each piece of its body
 */
export function createHttpFetch(onActivity: () => void): HttpFetch {
  return (input, init = {}) =>
    new Promise((resolve, reject) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const headers = Object.fromEntries(new Headers(init.headers));
      const options = { method: init.method ?? 'GET', headers, signal: init.signal ?? undefined };
      const request = (url.protocol === 'https:' ? https : http).request(url, options, (incoming) => {
        onActivity();
        const status = incoming.statusCode ?? 0;
        const head = { status, statusText: incoming.statusMessage, headers: toHeaders(incoming.headers) };
        if (withoutBody.has(status)) {
          incoming.resume();
          resolve(new Response(null, head));
        } else resolve(new Response(toStream(incoming, onActivity), head));
      });
      request.once('socket', (socket) => {
        socket.setKeepAlive(true, 30_000);
        // An abort between a response's end and the socket's return to its pool would else end the process.
        if (socket.listenerCount('error', ignore) === 0) socket.on('error', ignore);
      });
      request.on('error', reject);
      request.end(typeof init.body === 'string' ? init.body : undefined);
    });
}

function toHeaders(incoming: http.IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming)) {
    for (const each of Array.isArray(value) ? value : [value ?? '']) headers.append(name, each);
  }
  return headers;
}

function toStream(incoming: http.IncomingMessage, onActivity: () => void): ReadableStream<Uint8Array> {
  // An error that comes while nobody reads must not end the process; a reader gets it from the iterator all the same.
  incoming.on('error', ignore);
  const pieces = incoming[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) return controller.close();
      onActivity();
      controller.enqueue(new Uint8Array(value));
    },
    cancel: () => void incoming.destroy(),
  });
}
