import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an agent's model does next: calls Flux, or says something, which ends its turn. */
export type Turn = { readonly input: object } | { readonly say: string };

/** A model server for other agents, in the four forms that they speak. */
export interface AgentEndpoint {
  readonly url: string;
  /** What Flux answered, as the agent passed it on to its model, in order. */
  readonly heard: readonly string[];
  /** Descriptions of the tool as the agent passed them on. */
  readonly offered: readonly string[];
  stop(): Promise<void>;
}

interface Asked {
  /** The name that the agent gives to Flux's tool; undefined where it offers none. */
  readonly tool?: string;
  readonly description?: string;
  readonly results: readonly string[];
}

interface Form {
  readonly path: RegExp;
  read(body: Body): Asked;
  /** What is sent, an event each. */
  write(turn: Turn, tool: string): readonly (readonly [string | undefined, object | string])[];
}

type Body = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, unknown>>;

/** Plays the turns to whoever asks: the n-th once n results have come back. */
export async function startAgentEndpoint(turns: readonly Turn[]): Promise<AgentEndpoint> {
  const heard: string[] = [];
  const offered: string[] = [];
  const server = createServer((request, response) => {
    answer(request, response, turns, heard, offered).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    offered,
    stop: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  turns: readonly Turn[],
  heard: string[],
  offered: string[],
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const path = (request.url ?? '').split('?')[0] ?? '';
  const form = Object.values(forms).find((each) => each.path.test(path));
  if (!form || request.method !== 'POST') {
    response.writeHead(path.endsWith('/models') ? 200 : 404, { 'Content-Type': 'application/json' });
    return void response.end('{"object":"list","data":[],"models":[]}');
  }
  const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as Body;
  const { tool, description, results } = form.read(body);
  if (process.env['FLUX_AGENTS_DEBUG']) console.error(path, tool, results.length, JSON.stringify(body).slice(0, 300));
  if (description !== undefined) offered.push(description);
  results.slice(heard.length).forEach((text) => heard.push(text));
  const turn: Turn = tool === undefined ? { say: 'Flux' } : (turns[results.length] ?? { say: 'Done.' });
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  for (const [event, data] of form.write(turn, tool ?? 'flux')) {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    response.write(`${event === undefined ? '' : `event: ${event}\n`}data: ${text}\n\n`);
  }
  response.end();
}

const isFlux = /flux.*flux|^flux$/i;
const list = (value: unknown): readonly Item[] => (Array.isArray(value) ? (value as Item[]) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));
let calls = 0;

const chatCompletions: Form = {
  path: /\/chat\/completions$/,
  read(body) {
    const functions = list(body['tools']).map((tool) => (tool['function'] ?? {}) as Item);
    const found = functions.find(({ name }) => isFlux.test(String(name)));
    const results = list(body['messages']).filter(({ role }) => role === 'tool');
    return {
      ...(found && { tool: String(found['name']), description: text(found['parameters']) }),
      results: results.map(({ content }) => text(content)),
    };
  },
  write(turn, name) {
    const id = `call_${++calls}`;
    const delta =
      'say' in turn
        ? { role: 'assistant', content: turn.say }
        : {
            role: 'assistant',
            tool_calls: [{ index: 0, id, type: 'function', function: { name, arguments: JSON.stringify(turn.input) } }],
          };
    const chunk = (choice: object, more: object = {}) => ({
      id: 'c',
      object: 'chat.completion.chunk',
      created: 0,
      model: 'scripted',
      choices: [{ index: 0, ...choice }],
      ...more,
    });
    return [
      [undefined, chunk({ delta, finish_reason: null })],
      [
        undefined,
        chunk(
          { delta: {}, finish_reason: 'say' in turn ? 'stop' : 'tool_calls' },
          { usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } },
        ),
      ],
      [undefined, '[DONE]'],
    ];
  },
};

const responses: Form = {
  path: /\/responses$/,
  read(body) {
    const flat = list(body['tools']).flatMap((tool) =>
      tool['type'] === 'namespace'
        ? list(tool['tools']).map((inner) => ({ ...inner, name: `${String(tool['name'])}/${String(inner['name'])}` }))
        : [tool],
    ) as Item[];
    const found = flat.find(({ name }) => isFlux.test(String(name)));
    const results = list(body['input']).filter(({ type }) => type === 'function_call_output');
    return {
      ...(found && { tool: String(found['name']), description: text(found['parameters']) }),
      results: results.map(({ output }) => text(output)),
    };
  },
  write(turn, tool) {
    const [namespace, name] = tool.includes('/') ? tool.split('/') : [undefined, tool];
    const item =
      'say' in turn
        ? { type: 'message', role: 'assistant', id: 'm', content: [{ type: 'output_text', text: turn.say }] }
        : {
            type: 'function_call',
            id: `f${++calls}`,
            call_id: `call_${calls}`,
            name,
            ...(namespace !== undefined && { namespace }),
            arguments: JSON.stringify(turn.input),
          };
    const usage = {
      input_tokens: 1,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 1,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 2,
    };
    const event = (type: string, more: object): readonly [string, object] => [type, { type, ...more }];
    return [
      event('response.created', { response: { id: 'r' } }),
      event('response.output_item.done', { output_index: 0, item }),
      event('response.completed', { response: { id: 'r', usage, output: [item] } }),
    ];
  },
};

const gemini: Form = {
  path: /:(streamGenerateContent|generateContent)$/,
  read(body) {
    const declared = list(body['tools']).flatMap((tool) => list(tool['functionDeclarations']));
    const found = declared.find(({ name }) => isFlux.test(String(name)));
    const results = list(body['contents'])
      .flatMap(({ parts }) => list(parts))
      .filter((part) => part['functionResponse'] !== undefined);
    return {
      ...(found && {
        tool: String(found['name']),
        description: text(found['parametersJsonSchema'] ?? found['parameters']),
      }),
      results: results.map((part) => text((part['functionResponse'] as Item)['response'])),
    };
  },
  write(turn, name) {
    const part = 'say' in turn ? { text: turn.say } : { functionCall: { name, args: turn.input } };
    return [
      [
        undefined,
        {
          candidates: [{ index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' }],
          usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
          modelVersion: 'scripted',
        },
      ],
    ];
  },
};

const anthropic: Form = {
  path: /\/v1\/messages$/,
  read(body) {
    const found = list(body['tools']).find(({ name }) => isFlux.test(String(name)));
    const results = list(body['messages'])
      .flatMap(({ content }) => list(content))
      .filter(({ type }) => type === 'tool_result');
    return {
      ...(found && { tool: String(found['name']), description: text(found['input_schema']) }),
      results: results.map(({ content }) => text(content)),
    };
  },
  write(turn, name) {
    const id = `toolu_${++calls}`;
    const block = 'say' in turn ? { type: 'text', text: '' } : { type: 'tool_use', id, name, input: {} };
    const delta =
      'say' in turn
        ? { type: 'text_delta', text: turn.say }
        : { type: 'input_json_delta', partial_json: JSON.stringify(turn.input) };
    const usage = { input_tokens: 1, output_tokens: 1 };
    const event = (type: string, more: object = {}): readonly [string, object] => [type, { type, ...more }];
    return [
      event('message_start', {
        message: {
          id: 'm',
          type: 'message',
          role: 'assistant',
          content: [],
          model: 'scripted',
          stop_reason: null,
          usage,
        },
      }),
      event('content_block_start', { index: 0, content_block: block }),
      event('content_block_delta', { index: 0, delta }),
      event('content_block_stop', { index: 0 }),
      event('message_delta', {
        delta: { stop_reason: 'say' in turn ? 'end_turn' : 'tool_use', stop_sequence: null },
        usage,
      }),
      event('message_stop'),
    ];
  },
};

const forms = { chatCompletions, responses, gemini, anthropic };
