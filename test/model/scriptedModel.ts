import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Script } from './answer';
import { parseRequest, type ScriptedRequest } from './scriptedRequest';
import { sendAnswer, sendError } from './sendAnswer';

export { answersByPurpose, type Answer, type PurposeScript, type Script } from './answer';
export type { ScriptedRequest } from './scriptedRequest';

/** A running scripted model. */
export interface ScriptedModel {
  /** The base URL for an OpenAI-compatible client, ending in `/v1`. */
  readonly url: string;
  /** Every chat request so far, in order of arrival. */
  readonly requests: readonly ScriptedRequest[];
  /** The requests of one purpose. */
  requestsFor(purpose: string): ScriptedRequest[];
  /** Replaces the script; `requests` stays. */
  script(script: Script): void;
  /** Ends open streams and closes the port. */
  stop(): Promise<void>;
}

export interface ScriptedModelOptions {
  /** The only accepted bearer key; any or none when left out. */
  readonly key?: string;
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  /** What `GET /v1/models` lists; `scripted` by default. */
  readonly models?: readonly string[];
}

/**
 * Starts an OpenAI-compatible server on 127.0.0.1 that answers by script: Chat Completions, streamed or whole, and the
 * list of models. A request without an answer gets HTTP 500 whose message says so.
 */
export async function startScriptedModel(
  script: Script = () => undefined,
  options: ScriptedModelOptions = {},
): Promise<ScriptedModel> {
  const requests: ScriptedRequest[] = [];
  const state: State = { script, requests, faultsLeft: new WeakMap(), options };
  const server = createServer((request, response) => {
    handle(state, request, response).catch((error: unknown) => {
      if (!response.headersSent) sendError(response, 500, error instanceof Error ? error.message : String(error));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    requestsFor: (purpose) => requests.filter((request) => request.purpose === purpose),
    script: (next) => {
      state.script = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface State {
  script: Script;
  readonly requests: ScriptedRequest[];
  /** How often a `status` fault is still to be answered, by answer. */
  readonly faultsLeft: WeakMap<object, number>;
  readonly options: ScriptedModelOptions;
}

async function handle(state: State, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(incoming.url ?? '/', 'http://localhost').pathname;
  const raw = await readBody(incoming);
  if (state.options.key !== undefined && incoming.headers.authorization !== `Bearer ${state.options.key}`) {
    return sendError(response, 401, 'Incorrect API key provided.');
  }
  if (incoming.method === 'GET' && path === '/v1/models')
    return sendModels(state.options.models ?? ['scripted'], response);
  if (incoming.method !== 'POST' || path !== '/v1/chat/completions')
    return sendError(response, 404, `Nothing at ${incoming.method} ${path}.`);
  const request = parseRequest(state.requests.length, incoming.headers, raw);
  state.requests.push(request);
  let brokenByServer = false;
  response.once('close', () => {
    request.aborted = !response.writableFinished && !brokenByServer;
  });
  const answer = await state.script(request);
  brokenByServer = typeof answer === 'object' && answer.fault === 'cut';
  if (answer === undefined) {
    request.unscripted = true;
    request.status = 500;
    return sendError(
      response,
      500,
      `Not scripted: purpose ${request.purpose ?? '(none)'}, step ${request.step ?? '(none)'}, request ` +
        `${request.index}.`,
    );
  }
  const full = typeof answer === 'string' ? { text: answer } : answer;
  if (typeof full.fault !== 'object') return sendAnswer(request, full, response);
  const { status, retryAfter, times = 1 } = full.fault;
  const left = state.faultsLeft.get(full) ?? times;
  state.faultsLeft.set(full, left - 1);
  if (left <= 0) return sendAnswer(request, { ...full, fault: undefined }, response);
  request.status = status;
  sendError(response, status, `Scripted failure ${status}.`, retryAfter);
}

function sendModels(ids: readonly string[], response: ServerResponse): void {
  const data = ids.map((id) => ({ id, object: 'model', created: 0, owned_by: 'scripted' }));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ object: 'list', data }));
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
