import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from './guard';

/** A request of Node's as the SDK's transport takes it; the body goes beside it. */
export function webRequest(request: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  return new Request(`http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`, {
    method: request.method ?? 'GET',
    headers,
  });
}

/** Sends a response, streaming it; the stream is cancelled when the caller hangs up. */
export async function sendResponse(response: Response, to: ServerResponse): Promise<void> {
  to.writeHead(response.status, Object.fromEntries(response.headers));
  to.flushHeaders();
  const reader = response.body?.getReader();
  if (!reader) return void to.end();
  to.once('close', () => void reader.cancel().catch(() => undefined));
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return void to.end();
    if (!to.write(value) && !to.closed) await drained(to);
  }
}

function drained(to: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    to.once('drain', resolve);
    to.once('close', resolve);
  });
}

/** Refuses a request, and hangs up where its body is still to come. */
export function sendRefusal({ status, message, headers }: Refusal, request: IncomingMessage, to: ServerResponse): void {
  if (to.headersSent || to.destroyed) return void to.destroy();
  to.shouldKeepAlive = false;
  to.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  to.end(JSON.stringify({ jsonrpc: '2.0', error: { code: -32000, message }, id: null }), () => {
    if (!request.complete) request.destroy();
  });
}
