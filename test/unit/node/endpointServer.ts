import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FluxError } from '../../../src/base/errors';
import type { ModelRequest } from '../../../src/contracts/model';
import { labelOf, type OpenAiConfig } from '../../../src/node/model/openaiEndpoint';
import { createOpenAiModel } from '../../../src/node/model/openaiModel';

/** A call as a server saw it. */
export interface SeenCall {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly raw: string;
  readonly body: { readonly messages: readonly { readonly role: string; readonly content: string }[] } & Readonly<
    Record<string, unknown>
  >;
}

/** What is answered: a body with status 200, or all of it. */
export type Sent =
  | string
  | {
      readonly status?: number;
      readonly type?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
    };

/** An endpoint that answers the same to everybody, or by the call. */
export async function serveEndpoint(
  answer: Sent | ((call: SeenCall, index: number) => Sent | ((response: ServerResponse) => void)),
) {
  const calls: SeenCall[] = [];
  const server = createServer(async (request, response) => {
    let raw = '';
    for await (const piece of request.setEncoding('utf8')) raw += String(piece);
    const call = {
      url: request.url ?? '',
      headers: request.headers,
      raw,
      body: raw === '' ? { messages: [] } : JSON.parse(raw),
    };
    calls.push(call);
    const sent = typeof answer === 'function' ? answer(call, calls.length - 1) : answer;
    if (typeof sent === 'function') return sent(response);
    const { status = 200, type, headers = {}, body } = typeof sent === 'string' ? { body: sent } : sent;
    response.writeHead(status, { ...(type === undefined ? {} : { 'content-type': type }), ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    calls,
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/v1`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const plainRequest: ModelRequest = {
  purpose: 'plan',
  messages: [
    { role: 'system', content: 'be brief' },
    { role: 'user', content: 'say it' },
  ],
};

export function modelAt(baseUrl: string, extra: Partial<OpenAiConfig> = {}, waits: string[] = []) {
  const config: OpenAiConfig = { baseUrl, id: 'm1', prices: {}, timeoutSeconds: 30, ...extra };
  return createOpenAiModel(async () => config, { label: labelOf(config), onWait: (text) => waits.push(text) });
}

/** Events of a stream. */
export const sse = (...events: (object | string)[]) =>
  events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('');
export const piece = (content: unknown, finish: string | null = null) => ({
  choices: [{ index: 0, delta: { content }, finish_reason: finish }],
});
export const whole = (text: string) => sse(piece(text), piece('', 'stop'), '[DONE]');

/** Asserts that a call fails with the reason, in words that fit each pattern. Gives the error. */
export async function fails(promise: Promise<unknown>, reason: string, ...words: RegExp[]): Promise<FluxError> {
  const error = await promise.then(
    (value) => assert.fail(`answered ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(FluxError.is(error, reason), `expected ${reason}, got ${String(error)}`);
  for (const each of words) assert.match(error.message, each);
  return error;
}
