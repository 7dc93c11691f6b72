import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ModelRequest } from '../../../src/contracts/model';
import {
  fails,
  modelAt,
  piece,
  plainRequest,
  serveEndpoint,
  sse,
  whole,
  type SeenCall,
  type Sent,
} from './endpointServer';

const signal = () => new AbortController().signal;
const json = (value: unknown, status = 400): Sent => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
});
const full: ModelRequest = { ...plainRequest, format: 'json', maxTokens: 9 };

describe('what endpoints refuse', () => {
  const stops: (() => void)[] = [];
  afterEach(() => stops.splice(0).forEach((stop) => stop()));
  const serve = async (...given: Parameters<typeof serveEndpoint>) => {
    const server = await serveEndpoint(...given);
    stops.push(server.stop);
    return server;
  };
  const hasSystem = ({ body }: SeenCall) => body.messages.some(({ role }) => role === 'system');

  /** Asks twice an endpoint that refuses whatever fits; gives the calls, of which the last two were answered. */
  async function learns(isRefused: (call: SeenCall) => boolean, refusal: Sent, request = full) {
    const server = await serve((call) => (isRefused(call) ? refusal : whole('fine')));
    const model = modelAt(server.url);
    for (let time = 0; time < 2; time++) assert.equal((await model.complete(request, signal())).text, 'fine');
    return server.calls;
  }

  const shapes: [string, (name: string) => Sent][] = [
    [
      'OpenAI’s',
      (name) =>
        json({
          error: {
            message: `Unsupported parameter: '${name}' is not supported with this model.`,
            param: name,
            code: 'unsupported_parameter',
          },
        }),
    ],
    ['a message', (name) => json({ object: 'error', message: `Unknown field: ${name}`, code: 400 })],
    ['a detail', (name) => json({ detail: `unexpected argument ${name}` }, 422)],
    [
      'a validation list',
      (name) =>
        json(
          {
            detail: [
              {
                type: 'extra_forbidden',
                loc: ['body', name],
                msg: 'Extra inputs are not permitted',
                input: { response_format: 1, stream_options: 1, max_completion_tokens: 1 },
              },
            ],
          },
          422,
        ),
    ],
    [
      'a list',
      (name) =>
        json([
          {
            error: {
              code: 400,
              message: `Invalid JSON payload received. Unknown name "${name}": Cannot find field.`,
              status: 'INVALID_ARGUMENT',
            },
          },
        ]),
    ],
    ['plain text', (name) => ({ status: 400, type: 'text/plain', body: `${name} is not allowed` })],
    ['a 200', (name) => json({ error: `${name} is not supported` }, 200)],
    ['an event', (name) => sse({ choices: [], error: { code: 400, message: `${name} is not supported` } })],
    ['a 500', (name) => json({ error: `${name}: unsupported` }, 500)],
    [
      'a gateway’s',
      (name) =>
        json({
          error: {
            message: 'Provider returned error',
            code: 400,
            metadata: { raw: `{"detail":[{"loc":["body","${name}"],"msg":"Extra inputs are not permitted"}]}` },
          },
        }),
    ],
  ];
  for (const [title, refusal] of shapes) {
    it(`learns it from ${title}, and loses nothing else`, async () => {
      for (const name of ['response_format', 'stream_options', 'max_completion_tokens']) {
        const calls = await learns(({ body }) => name in body, refusal(name));
        assert.equal(calls.length, 3, name);
        const kept = ['response_format', 'stream_options', 'max_completion_tokens'].filter((each) => each !== name);
        for (const each of kept) assert.ok(each in (calls.at(-1)?.body ?? {}), `${each} without ${name}`);
        if (name === 'max_completion_tokens') assert.equal(calls.at(-1)?.body['max_tokens'], 9);
      }
    });
  }

  it('learns that JSON cannot be asked for, and that answers are not streamed', async () => {
    for (const words of [
      "'response_format.type' must be 'json_schema' or 'text'",
      'JSON mode is not supported by this model',
      'Model does not support json_object output',
    ]) {
      const calls = await learns(({ body }) => 'response_format' in body, json({ error: { message: words } }));
      assert.equal(calls.length, 3);
    }
    for (const words of [
      'Streaming is not supported for this model.',
      "Unsupported value: 'stream' does not support true with this model.",
    ]) {
      const completion = json({ choices: [{ message: { content: 'fine' }, finish_reason: 'stop' }] }, 200);
      const server = await serve(({ body }) =>
        body['stream'] === true ? json({ error: { message: words } }) : completion,
      );
      const model = modelAt(server.url);
      for (let time = 0; time < 2; time++) assert.equal((await model.complete(full, signal())).text, 'fine');
      assert.deepEqual(
        server.calls.map(({ body }) => [body['stream'], 'stream_options' in body]),
        [
          [true, true],
          [false, false],
          [false, false],
        ],
      );
    }
  });

  const systemRefusals: Sent[] = [
    json({ object: 'error', message: 'System role not supported', code: 400 }),
    json({ error: { message: 'System role not supported', type: 'BadRequestError', code: 400 } }),
    json(
      {
        error: {
          code: 500,
          type: 'server_error',
          message: "Value is not callable: raise_exception('System role not supported')",
        },
      },
      500,
    ),
    json({ error: 'Error rendering prompt with jinja template: Only user and assistant roles are supported!' }),
    json([
      {
        error: {
          code: 400,
          status: 'INVALID_ARGUMENT',
          message: 'Developer instruction is not enabled for models/gemma-3-27b-it',
        },
      },
    ]),
    json({
      error: {
        message: "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
        param: 'messages[0].role',
      },
    }),
    json(
      { detail: [{ loc: ['body', 'messages', 0, 'role'], msg: "unexpected value; permitted: 'user', 'assistant'" }] },
      422,
    ),
    json({ error: "This model doesn't support system messages" }, 200),
    json({ error: { message: 'Conversation roles must alternate user/assistant/user/assistant/...' } }),
    sse({ choices: [], error: { code: 400, message: "Unexpected role 'system'" } }),
  ];
  it('puts instructions into the first message where the system role is refused, and remembers it', async () => {
    for (const refusal of systemRefusals) {
      const calls = await learns(hasSystem, refusal, plainRequest);
      assert.equal(calls.length, 3, JSON.stringify(refusal));
      for (const call of calls.slice(1))
        assert.deepEqual(call.body.messages, [{ role: 'user', content: 'be brief\n\nsay it' }]);
    }
  });

  it('keeps every word and their order without a system role', async () => {
    const messages = [
      { role: 'system', content: 'one' },
      { role: 'assistant', content: 'two' },
      { role: 'system', content: 'three' },
      { role: 'user', content: 'four' },
      { role: 'user', content: 'five' },
    ] as const;
    const [, call] = await learns(hasSystem, systemRefusals[0]!, { ...plainRequest, messages });
    assert.deepEqual(call?.body.messages, [
      { role: 'assistant', content: 'two' },
      { role: 'user', content: 'one\n\nthree\n\nfour' },
      { role: 'user', content: 'five' },
    ]);
    const [, alone] = await learns(hasSystem, systemRefusals[0]!, { ...plainRequest, messages: messages.slice(0, 1) });
    assert.deepEqual(alone?.body.messages, [{ role: 'user', content: 'one' }]);
  });

  it('joins messages of one role where roles must alternate', async () => {
    const twice = ({ body }: SeenCall) => body.messages.some(({ role }, at) => role === body.messages[at - 1]?.role);
    const messages = [...plainRequest.messages, { role: 'user', content: 'and this' }] as const;
    const calls = await learns(
      twice,
      json({
        error: 'After the optional system message, conversation roles must alternate user/assistant/user/assistant',
      }),
      { ...plainRequest, messages },
    );
    assert.deepEqual(calls.at(-1)?.body.messages, [
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'say it\n\nand this' },
    ]);
    assert.equal(calls.length, 3);
  });

  it('remembers for each model of an endpoint', async () => {
    const server = await serve((call) =>
      call.body['model'] === 'm1' && hasSystem(call) ? systemRefusals[0]! : whole('fine'),
    );
    const model = modelAt(server.url, { strongId: 'm2' });
    for (const tier of ['ordinary', 'strong', 'ordinary'] as const)
      await model.complete({ ...plainRequest, tier }, signal());
    assert.deepEqual(
      server.calls.map((call) => [call.body['model'], hasSystem(call)]),
      [
        ['m1', true],
        ['m1', false],
        ['m2', true],
        ['m1', false],
      ],
    );
  });

  it('learns nothing from keys, rates, lengths and broken streams', async () => {
    const words = 'response_format, stream_options: not now; system role not supported';
    for (const status of [401, 403, 413, 402]) {
      const server = await serve(json({ error: { message: words } }, status));
      await assert.rejects(modelAt(server.url).complete(full, signal()));
      assert.equal(server.calls.length, 1, String(status));
    }
    const broken = await serve(
      sse(piece('half'), { error: { message: 'The stream could not be completed: streaming is not available now' } }),
    );
    await fails(modelAt(broken.url).complete(full, signal()), 'model_failed', /could not be completed/);
    assert.equal(broken.calls.length, 1);
  });

  it('sends no half characters, whatever the messages hold', async () => {
    const server = await serve(whole('fine'));
    const model = modelAt(server.url);
    const content = fc.string({ unit: fc.constantFrom('a', '😀', '\ud83d', '\ude00', '\n', '"', '\\', 'é') });
    const message = fc.record({
      role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const),
      content,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 4 }), content, async (messages, session) => {
        await model.complete({ ...plainRequest, messages, session }, signal());
        const call = server.calls.at(-1);
        assert.ok(!/\\u[dD][89a-fA-F]/.test(call?.raw ?? ''));
        assert.deepEqual(
          call?.body.messages,
          messages.map((each) => ({ role: each.role, content: each.content.toWellFormed() })),
        );
        assert.equal(decodeURIComponent(String(call?.headers['x-flux-session'] ?? '')), session.toWellFormed());
      }),
      { numRuns: 150 },
    );
  });

  it('gives up on an endpoint that refuses everything', async () => {
    const server = await serve(
      json({
        error:
          'response_format stream_options max_completion_tokens max_tokens: system role, streaming is not supported',
      }),
    );
    await fails(modelAt(server.url).complete(full, signal()), 'model_failed', /refused the request/);
    assert.ok(server.calls.length <= 7);
  });
});
