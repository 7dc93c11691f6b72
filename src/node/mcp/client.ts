import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
  type CallToolResult,
} from '@modelcontextprotocol/sdk/types.js';
import { FluxError } from '../../base/errors';
import type { LogPort } from '../../contracts/ports';
import type { AgentCall, SuperToolPort } from '../../contracts/superTool';
import { elicit } from './elicit';
import { listResources, readResource, templates, urisOf } from './resources';
import { listTool } from './toolListing';

/** Changes of sessions within this time are told together, in milliseconds. */
const togetherMs = 100;
const mostSubscriptions = 200;

export interface ClientDeps {
  readonly flux: SuperToolPort;
  readonly version: string;
  readonly log: LogPort;
  readonly transport: WebStandardStreamableHTTPServerTransport;
}

/** One client that is connected. */
export interface McpClient {
  /** The caller of a request has hung up. */
  hungUp(request: string | number): void;
  /** How many calls go on. */
  busy(): number;
  /** Ends it; sessions that were to end with it stop. */
  close(): Promise<void>;
}

/** Serves one client: the tool, the resources, and what changes of them. */
export async function serveClient({ flux, version, log, transport }: ClientDeps): Promise<McpClient> {
  const server = new Server(
    { name: 'flux', title: 'Flux', version },
    {
      capabilities: { tools: { listChanged: true }, resources: { subscribe: true, listChanged: true } },
      instructions: 'One tool, flux, works in the VS Code window that the person has open. Start with list_workflows.',
      // Answers of forms are read by a schema of our own.
      jsonSchemaValidator: {
        getValidator: () => (data) => ({ valid: true, data: data as never, errorMessage: undefined }),
      },
    },
  );
  const calls = new Map<string | number, AbortController>();
  const toStop = new Set<string>();
  const subscribed = new Set<string>();

  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [await listTool(flux)] }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { requestId, signal, sendNotification }) => {
    if (params.name !== 'flux') throw new McpError(ErrorCode.InvalidParams, `There is no tool “${params.name}”.`);
    const gone = new AbortController();
    calls.set(requestId, gone);
    const token = params._meta?.progressToken;
    try {
      const call: AgentCall = {
        signal,
        gone: gone.signal,
        ...(token !== undefined && {
          progress: growing((progress, message) => {
            const notification = { progressToken: token, progress, total: 100, message };
            sendNotification({ method: 'notifications/progress', params: notification }).catch(() => undefined);
          }),
        }),
        ...(server.getClientCapabilities()?.elicitation && {
          ask: (gate, session, again) => elicit({ server, requestId, signal }, gate, session, again),
        }),
        started: (session, keep) => void (keep ? undefined : toStop.add(session)),
      };
      const { text, isError, structured } = await flux.orchestrate(params.arguments, call);
      const plain = JSON.parse(JSON.stringify(structured)) as Record<string, unknown>;
      const result: CallToolResult = { content: [{ type: 'text', text }], structuredContent: plain, isError };
      return result;
    } finally {
      calls.delete(requestId);
    }
  });
  server.setRequestHandler(ListResourcesRequestSchema, async () => ({ resources: await listResources(flux) }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: [...templates] }));
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params }) => {
    const found = await readResource(params.uri, flux).catch((error: unknown) => {
      if (FluxError.is(error)) return undefined;
      throw error;
    });
    if (!found) throw new McpError(-32002, `There is no resource ${params.uri}.`);
    return found;
  });
  server.setRequestHandler(SubscribeRequestSchema, ({ params }) => {
    if (subscribed.size >= mostSubscriptions) throw new McpError(ErrorCode.InvalidRequest, 'Too many subscriptions.');
    subscribed.add(params.uri);
    return {};
  });
  server.setRequestHandler(UnsubscribeRequestSchema, ({ params }) => {
    subscribed.delete(params.uri);
    return {};
  });

  const changes = tellChanges(server, flux, subscribed);
  server.onerror = (error) => log.info(`MCP: ${error.message}`);
  let closed = false;
  const end = () => {
    if (closed) return;
    closed = true;
    changes.dispose();
    for (const gone of calls.values()) gone.abort();
    for (const id of toStop) flux.stop(id).catch(() => undefined); // it may have ended
  };
  server.onclose = end;
  await server.connect(transport);
  return {
    hungUp: (request) => calls.get(request)?.abort(),
    busy: () => calls.size,
    async close() {
      end();
      await server.close();
    },
  };
}

/** Progress as the protocol wants it: each number higher than the one before. */
function growing(tell: (progress: number, message: string) => void): NonNullable<AgentCall['progress']> {
  let last = -1;
  return (fraction, message) => {
    last = Math.max(Math.min(Math.round(fraction * 100), 99), last + 0.01);
    tell(last, message);
  };
}

/** Tells the client which of its resources have changed, and when there are others or the tool's schema is another. */
function tellChanges(server: Server, flux: SuperToolPort, subscribed: ReadonlySet<string>): { dispose(): void } {
  const changed = new Set<string>();
  /** What stands in the lists of each session: its name, its state and its questions. */
  const listed = new Map<string, string>();
  let lists = false;
  let timer: NodeJS.Timeout | undefined;
  const nobody = () => undefined; // the client listens to no stream
  const tell = () => {
    timer = undefined;
    for (const uri of changed) if (subscribed.has(uri)) server.sendResourceUpdated({ uri }).catch(nobody);
    changed.clear();
    if (lists) {
      server.sendResourceListChanged().catch(nobody);
      server.sendToolListChanged().catch(nobody);
    }
    lists = false;
  };
  const soon = () => (timer ??= setTimeout(tell, togetherMs));
  const listening = [
    flux.onDidChangeSession((session) => {
      const now = [session.name, session.state, ...session.gates.map(({ id }) => id)].join('\n');
      lists ||= listed.get(session.id) !== now;
      listed.set(session.id, now);
      for (const uri of urisOf(session)) changed.add(uri);
      soon();
    }),
    flux.onDidRemoveSession((id) => {
      lists = true;
      const name = listed.get(id)?.split('\n', 1)[0];
      listed.delete(id);
      for (const uri of urisOf({ name: name ?? id })) changed.add(uri);
      soon();
    }),
  ];
  return {
    dispose() {
      clearTimeout(timer);
      for (const item of listening) item.dispose();
    },
  };
}
