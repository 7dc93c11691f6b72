import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { McpError, ReadResourceRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { SubscribeRequestSchema, UnsubscribeRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { FluxError } from '../../base/errors';
import type { SuperToolPort } from '../../contracts/superTool';
import { listResources, readResource, templates } from './resources';

const mostSubscriptions = 200;
/** What the protocol answers where there is no such resource. */
const notFound = -32002;

/** Serves the resources; what the client subscribes to is what comes back. */
export function serveResources(server: Server, flux: SuperToolPort): ReadonlySet<string> {
  const subscribed = new Set<string>();
  server.setRequestHandler(ListResourcesRequestSchema, async () => ({ resources: await listResources(flux) }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: [...templates] }));
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params }) => {
    const found = await readResource(params.uri, flux).catch((error: unknown) => {
      if (FluxError.is(error)) return undefined;
      throw error;
    });
    if (!found) throw new McpError(notFound, `There is no resource ${params.uri}.`);
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
  return subscribed;
}
