import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema, type ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import type { SuperToolAnswer, SuperToolInput } from '../../../src/contracts/superTool';

export interface ConnectOptions {
  readonly elicit?: (message: string, schema: object) => ElicitResult | Promise<ElicitResult>;
  readonly name?: string;
}

export interface Connected {
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
  call(input: SuperToolInput, options?: CallOptions): Promise<CallAnswer>;
}

interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onprogress?: (progress: { progress: number; message?: string }) => void;
}

interface CallAnswer {
  readonly text: string;
  readonly isError: boolean;
  readonly structured: SuperToolAnswer['structured'];
}

/** The SDK's own client, connected. */
export async function connectTo(url: string, secret: string, options: ConnectOptions = {}): Promise<Connected> {
  const { elicit } = options;
  const client = new Client(
    { name: options.name ?? 'tests', version: '1' },
    { capabilities: elicit ? { elicitation: { form: {} } } : {} },
  );
  if (elicit)
    client.setRequestHandler(ElicitRequestSchema, ({ params }) =>
      elicit(params.message, 'requestedSchema' in params ? params.requestedSchema : {}),
    );
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { Authorization: `Bearer ${secret}` } },
  });
  await client.connect(transport);
  return {
    client,
    transport,
    async call(input, how = {}) {
      const result = await client.callTool({ name: 'flux', arguments: { ...input } }, undefined, {
        timeout: 60_000,
        ...how,
      });
      const [first] = result.content as { type: string; text: string }[];
      return {
        text: first?.text ?? '',
        isError: result.isError === true,
        structured: result.structuredContent as CallAnswer['structured'],
      };
    },
  };
}
