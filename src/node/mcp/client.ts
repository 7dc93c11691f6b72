import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type * as streamable from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { LogPort } from '../../contracts/ports';
import type { SuperToolPort } from '../../contracts/superTool';
import { serveResources } from './serveResources';
import { serveTool, type ToolCalls } from './serveTool';
import { tellChanges } from './tellChanges';

export interface ClientDeps {
  readonly flux: SuperToolPort;
  readonly version: string;
  readonly log: LogPort;
  readonly transport: streamable.WebStandardStreamableHTTPServerTransport;
}

/** One client that is connected. */
export interface McpClient extends Pick<ToolCalls, 'hungUp' | 'count'> {
  /** Whether a session is to end with it. */
  endsSomething(): boolean;
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
      jsonSchemaValidator: unchecked,
    },
  );
  const toStop = new Set<string>();
  const calls = serveTool(server, flux, (session, keep) => void (keep || toStop.add(session)));
  const changes = tellChanges(server, flux, serveResources(server, flux));
  server.onerror = (error) => log.info(`MCP: ${error.message}`);
  await server.connect(transport);
  const close = transport.onclose;
  let closed = false;
  transport.onclose = () => {
    if (closed) return;
    closed = true;
    changes.dispose();
    calls.leave();
    for (const id of toStop) flux.stop(id).catch(() => undefined); // it may have ended
    close?.();
  };
  return {
    hungUp: calls.hungUp,
    count: calls.count,
    endsSomething: () => toStop.size > 0,
    close: () => server.close(),
  };
}

/** Answers of forms are read by a schema of our own. */
const unchecked: NonNullable<ConstructorParameters<typeof Server>[1]>['jsonSchemaValidator'] = {
  getValidator: () => (data) => ({ valid: true, data: data as never, errorMessage: undefined }),
};
