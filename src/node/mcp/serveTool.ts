import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from '@modelcontextprotocol/sdk/types.js';
import type { AgentCall, SuperToolPort } from '../../contracts/superTool';
import { elicit } from './elicit';
import { listTool } from './toolListing';

/** The calls of one client. */
export interface ToolCalls {
  /** The caller of a request has hung up. */
  hungUp(request: string | number): void;
  /** How many go on. */
  count(): number;
  /** The client is gone: nobody waits any more. */
  leave(): void;
}

/** Serves the tool. `started` hears of sessions that calls start, and whether they outlive the client. */
export function serveTool(server: Server, flux: SuperToolPort, started: NonNullable<AgentCall['started']>): ToolCalls {
  const calls = new Map<string | number, AbortController>();
  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [await listTool(flux)] }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { requestId, signal, sendNotification }) => {
    if (params.name !== 'flux') throw new McpError(ErrorCode.InvalidParams, `There is no tool “${params.name}”.`);
    const gone = new AbortController();
    calls.set(requestId, gone);
    // The library aborts a call also where the client is gone: only what the client takes back is taken back.
    const taken = new AbortController();
    signal.addEventListener('abort', () => gone.signal.aborted || taken.abort(), { once: true });
    const token = params._meta?.progressToken;
    const tell = growing((progress, message) => {
      if (token === undefined) return;
      const notification = { progressToken: token, progress, total: 100, message };
      sendNotification({ method: 'notifications/progress', params: notification }).catch(() => undefined);
    });
    const asking = { server, requestId, taken: taken.signal, gone: gone.signal };
    try {
      const { text, isError, structured } = await flux.orchestrate(params.arguments, {
        signal: taken.signal,
        gone: gone.signal,
        started,
        ...(token !== undefined && { progress: tell }),
        ...(server.getClientCapabilities()?.elicitation && { ask: (...question) => elicit(asking, ...question) }),
      });
      return { content: [{ type: 'text', text }], structuredContent: plain(structured), isError };
    } finally {
      calls.delete(requestId);
    }
  });
  return {
    hungUp: (request) => calls.get(request)?.abort(),
    count: () => calls.size,
    leave: () => calls.forEach((gone) => gone.abort()),
  };
}

function plain(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}

/** Progress as the protocol wants it: each number higher than the one before. */
function growing(tell: (progress: number, message: string) => void): NonNullable<AgentCall['progress']> {
  let last = -1;
  return (fraction, message) => {
    last = Math.max(Math.min(Math.round(fraction * 100), 99), last + 0.01);
    tell(last, message);
  };
}
