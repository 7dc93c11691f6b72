import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as streamable from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { FluxError } from '../../base/errors';
import type { LogPort } from '../../contracts/ports';
import type { SuperToolPort } from '../../contracts/superTool';
import { serveClient, type McpClient } from './client';
import { refusalOf } from './guard';
import { readBody, type BodyLimits } from './readBody';
import { sendRefusal, sendResponse, webRequest } from './webBridge';

const bodyLimits: BodyLimits = { bytes: 1_000_000, ms: 10_000 };
const mostClients = 50;
/** A client that says nothing and listens to nothing for so long is gone, in milliseconds. */
const idleMs = 30 * 60_000;
/** The same where sessions are to end with it. */
const endingMs = 2 * 60_000;

export interface McpServerOptions {
  readonly flux: SuperToolPort;
  /** 0: any free one. */
  readonly port: number;
  readonly token: string;
  readonly version: string;
  readonly log: LogPort;
  readonly bodyLimits?: BodyLimits;
}

/** A server that runs. */
export interface McpServer {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

interface Connected {
  readonly transport: streamable.WebStandardStreamableHTTPServerTransport;
  readonly client: McpClient;
  /** Requests and streams that are open. */
  open: number;
  usedAt: number;
}

/** Serves Flux to other agents on 127.0.0.1, to callers that have the token. FluxError `port_taken`. */
export async function startMcpServer(options: McpServerOptions): Promise<McpServer> {
  const clients = new Map<string, Connected>();
  const http = createServer((request, response) => {
    handle(request, response, { ...options, clients, port: portOf(http) }).catch((error: unknown) => {
      options.log.error('MCP: a request broke', error);
      sendRefusal({ status: 500, message: 'Flux failed to answer. Its log says more.' }, request, response);
    });
  });
  http.headersTimeout = 10_000;
  http.maxHeadersCount = 100;
  http.requestTimeout = 60_000;
  await listen(http, options.port);
  const cleaning = setInterval(() => dropIdle(clients), 60_000);
  cleaning.unref();
  const port = portOf(http);
  return {
    port,
    url: `http://127.0.0.1:${port}/mcp`,
    async stop() {
      clearInterval(cleaning);
      await Promise.all([...clients.values()].map(({ client }) => client.close()));
      clients.clear();
      await new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      });
    },
  };
}

function portOf(http: HttpServer): number {
  return (http.address() as AddressInfo | null)?.port ?? 0;
}

function listen(http: HttpServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? new FluxError(
              'port_taken',
              `Flux cannot listen on port ${port}: another program or window has it. ` +
                'Change flux.mcp.port, or set it to 0.',
              { cause: error },
            )
          : error,
      ),
    );
    http.listen(port, '127.0.0.1', resolve);
  });
}

interface Serving extends McpServerOptions {
  readonly clients: Map<string, Connected>;
}

async function handle(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const refusal = refusalOf(request, serving.port, serving.token);
  if (refusal) return sendRefusal(refusal, request, response);
  const read =
    request.method === 'POST' ? await readBody(request, serving.bodyLimits ?? bodyLimits) : { body: undefined };
  if ('status' in read) return sendRefusal(read, request, response);
  const named = request.headers['mcp-session-id'];
  const known = typeof named === 'string' ? serving.clients.get(named) : undefined;
  if (named !== undefined && !known)
    return sendRefusal({ status: 404, message: 'This session has ended. Connect again.' }, request, response);
  const connected = known ?? (await connect(serving));
  connected.open++;
  connected.usedAt = Date.now();
  response.once('close', () => {
    connected.open--;
    connected.usedAt = Date.now();
    if (!response.writableFinished) for (const id of requestIds(read.body)) connected.client.hungUp(id);
  });
  await sendResponse(await connected.transport.handleRequest(webRequest(request), { parsedBody: read.body }), response);
  // Its first request was no greeting.
  if (!known && connected.transport.sessionId === undefined) await connected.client.close();
}

/** A client that is new: it has an id once it has greeted. */
async function connect(serving: Serving): Promise<Connected> {
  const { clients } = serving;
  const transport = new streamable.WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => {
      makeRoom(clients);
      clients.set(id, connected);
    },
  });
  const connected: Connected = {
    transport,
    client: await serveClient({ ...serving, transport }),
    open: 0,
    usedAt: Date.now(),
  };
  const closed = transport.onclose;
  transport.onclose = () => {
    if (transport.sessionId !== undefined) clients.delete(transport.sessionId);
    closed?.();
  };
  return connected;
}

function requestIds(body: unknown): (string | number)[] {
  return (Array.isArray(body) ? body : [body]).flatMap((message: unknown) => {
    const { id, method } = (message ?? {}) as { id?: string | number; method?: string };
    return id !== undefined && method !== undefined ? [id] : [];
  });
}

/** The one that has been silent for longest goes. */
function makeRoom(clients: Map<string, Connected>): void {
  if (clients.size < mostClients) return;
  const [oldest] = [...clients.values()].sort((a, b) => a.open - b.open || a.usedAt - b.usedAt);
  void oldest?.client.close();
}

function dropIdle(clients: Map<string, Connected>): void {
  for (const { client, open, usedAt } of clients.values()) {
    const longest = client.endsSomething() ? endingMs : idleMs;
    if (open === 0 && client.count() === 0 && Date.now() - usedAt > longest) void client.close();
  }
}
