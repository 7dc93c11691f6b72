import assert from 'node:assert/strict';
import { listModels } from '../../../src/node/model/openaiEndpoint';
import { fails, modelAt, piece, plainRequest, serveEndpoint, sse, whole, type Sent } from './endpointServer';

const signal = () => new AbortController().signal;
const json = (value: unknown, status = 200): Sent => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
});

describe('odd endpoints', function () {
  this.timeout(15_000);
  const stops: (() => void)[] = [];
  afterEach(() => stops.splice(0).forEach((stop) => stop()));
  const serve = async (...given: Parameters<typeof serveEndpoint>) => {
    const server = await serveEndpoint(...given);
    stops.push(server.stop);
    return server;
  };
  const textOf = async (sent: Sent) => (await modelAt((await serve(sent)).url).complete(plainRequest, signal())).text;
  const failing = async (sent: Sent, reason: string, ...words: RegExp[]) => {
    const server = await serve(sent);
    await fails(modelAt(server.url).complete(plainRequest, signal()), reason, ...words);
    return server.calls.length;
  };

  describe('a 200 that is no stream', () => {
    const errors: [string, Sent, RegExp][] = [
      [
        'an error in a string',
        json({ error: 'Unexpected endpoint or method. (POST /chat/completions)' }),
        /Unexpected endpoint or method\. \(POST/,
      ],
      ['an error in an object', json({ error: { message: 'no such route' } }), /no such route/],
      ['a message', json({ message: 'route not configured' }), /route not configured/],
      ['a detail', json({ detail: 'not here' }), /not here/],
      ['a list of errors', json([{ error: { message: 'wrong place' } }]), /wrong place/],
      ['object error', json({ object: 'error', message: 'mind the path' }), /mind the path/],
      ['plain text', { type: 'text/plain', body: 'Ollama is running' }, /Ollama is running/],
      ['plain text without a type', 'Ollama is running', /Ollama is running/],
      ['another API’s answer', json({ message: { role: 'assistant', content: 'hi' }, done: true }), /"done":true/],
      ['an error with a wrong type', { type: 'text/event-stream', body: '{"error":"wrong place"}' }, /wrong place/],
    ];
    for (const [title, sent, words] of errors) {
      it(`tells ${title} in the server’s words, once`, async () => {
        assert.equal(await failing(sent, 'model_failed', words, /flux\.model\.baseUrl.*\/v1/), 1);
      });
    }

    it('says what came when it was a web page or nothing', async () => {
      for (const type of ['text/html', 'application/json', 'text/event-stream'])
        await failing(
          { type, body: '<!doctype html><title>Hi</title>' },
          'model_failed',
          /web page.*flux\.model\.baseUrl.*\/v1/,
        );
      for (const body of ['', '\r\n\n'])
        await failing({ body }, 'model_failed', /nothing at all.*flux\.model\.baseUrl/);
      await failing(json([]), 'model_failed', /empty list.*flux\.model\.baseUrl/);
    });

    it('counts a status in such an error: 429 is tried again, a key is asked for', async () => {
      const server = await serve((_, index) =>
        index === 0
          ? json({ error: { message: 'slow down', code: 429, metadata: { retry_after: 0.01 } } })
          : whole('now'),
      );
      const waits: string[] = [];
      assert.equal((await modelAt(server.url, {}, waits).complete(plainRequest, signal())).text, 'now');
      assert.match(waits.join(), /is limiting requests/);
      await failing(
        json({ error: { message: 'who are you', type: 'authentication_error' } }),
        'model_key',
        /needs an API key/,
      );
    });

    it('uses a whole answer', async () => {
      const message = { role: 'assistant', content: 'all at once' };
      const completion = (choice: object) =>
        json({
          id: '1',
          object: 'chat.completion',
          choices: [{ index: 0, finish_reason: 'stop', ...choice }],
          usage: { prompt_tokens: 3, completion_tokens: 4 },
        });
      const server = await serve(completion({ message }));
      const pieces: string[] = [];
      const reply = await modelAt(server.url).complete(plainRequest, signal(), (text) => pieces.push(text));
      assert.deepEqual(
        [reply.text, pieces.join(''), reply.usage],
        ['all at once', 'all at once', { prompt: 3, completion: 4, cached: 0 }],
      );
      assert.equal(await textOf(completion({ text: 'in the old form' })), 'in the old form');
      assert.equal(
        await textOf({
          body: JSON.stringify({ choices: [{ message, finish_reason: 'stop' }], error: null }, undefined, 2),
        }),
        'all at once',
      );
      assert.equal(await textOf({ body: sse({ choices: [{ message, finish_reason: 'stop' }] }) }), 'all at once');
      await failing(completion({ message, finish_reason: 'length' }), 'model_cut', /limit/);
      await failing(completion({ message: { role: 'assistant', content: '' } }), 'model_empty', /empty answer/);
      await failing(
        { type: 'application/json', body: '{"choices":[{"message":{"content":"half of' },
        'model_cut',
        /was cut off/,
      );
    });

    it('uses JSON lines', async () => {
      const lines = [piece('one '), piece('two', 'stop')].map((each) => JSON.stringify(each));
      assert.equal(await textOf(`${lines.join('\r\n')}\n[DONE]\n`), 'one two');
      assert.equal(
        await textOf({
          type: 'application/x-ndjson',
          body: [piece('one '), piece('two', 'stop')].map((each) => JSON.stringify(each)).join('\n'),
        }),
        'one two',
      );
    });
  });

  describe('streams', () => {
    const answer = [JSON.stringify(piece('one ')), JSON.stringify(piece('two', 'stop'))];
    const forms: [string, Sent][] = [
      ['called JSON', { type: 'application/json', body: whole('one two') }],
      ['called a web page', { type: 'text/html', body: whole('one two') }],
      ['with CRLF', whole('one two').replaceAll('\n', '\r\n')],
      ['with CR', whole('one two').replaceAll('\n', '\r')],
      ['with a byte order mark', `\ufeff${whole('one two')}`],
      [
        'with comments, ids and retries',
        `: hello\n\nid: 1\nretry: 5\n${whole('one two').replaceAll('\n\n', '\n\n: keep-alive\n\n')}`,
      ],
      ['with pings', sse({ type: 'ping' }, 'null', piece('one '), {}, piece('two', 'stop'), '[DONE]')],
      ['without a space behind the colon', whole('one two').replaceAll('data: ', 'data:')],
      ['without blank lines', `data: ${answer[0]}\ndata: ${answer[1]}\ndata: [DONE]\n`],
      ['without [DONE] and the last line’s end', `data: ${answer[0]}\n\ndata: ${answer[1]}`],
      [
        'with data over several lines',
        'data: {"choices":\ndata: [{"delta":{"content":"one two"},\ndata: "finish_reason":"stop"}]}\n\n',
      ],
      ['with named events', whole('one two').replaceAll('data:', 'event: message\ndata:')],
      ['with an empty error', sse({ ...piece('one two', 'stop'), error: null }, '[DONE]')],
    ];
    for (const [title, sent] of forms)
      it(`reads one ${title}`, async () => assert.equal(await textOf(sent), 'one two'));

    it('reads one in pieces of any size', async () => {
      const bytes = Buffer.from(`: ☃\r\n\r\n${whole('snow ☃ and 😀').replaceAll('\n', '\r\n')}`);
      for (const size of [1, 2, 3, 7]) {
        const server = await serve(() => async (response) => {
          for (let at = 0; at < bytes.length; at += size)
            await new Promise((next) => response.write(bytes.subarray(at, at + size), next));
          response.end();
        });
        assert.equal((await modelAt(server.url).complete(plainRequest, signal())).text, 'snow ☃ and 😀');
      }
    });

    it('refuses bytes that are no text, and reads an encoding that is named', async () => {
      const latin = Buffer.from(whole('é'), 'latin1');
      const server = await serve((_, index) => (response) => {
        response.writeHead(200, {
          'content-type': index === 0 ? 'text/event-stream' : 'text/event-stream; charset=iso-8859-1',
        });
        response.end(latin);
      });
      await fails(
        modelAt(server.url).complete(plainRequest, signal()),
        'model_failed',
        /bytes that are not text in utf-8/,
      );
      assert.equal((await modelAt(server.url).complete(plainRequest, signal())).text, 'é');
    });

    it('does not wait for the connection’s end behind [DONE]', async () => {
      const server = await serve(() => (response) => void response.write(whole('done')));
      assert.equal((await modelAt(server.url, { timeoutSeconds: 8 }).complete(plainRequest, signal())).text, 'done');
    });

    it('uses a connection again', async () => {
      const ports = new Set<number | undefined>();
      const server = await serve(() => (response) => {
        ports.add(response.socket?.remotePort);
        response.end(whole('again'));
      });
      const model = modelAt(server.url);
      for (let call = 0; call < 3; call++) {
        await model.complete(plainRequest, signal());
        await new Promise((next) => setImmediate(next));
      }
      assert.ok(ports.size < 3, `${ports.size} connections for three calls`);
    });
  });

  describe('errors inside a stream', () => {
    const begun = piece('first words');
    /** Answers with the error until the last call, and then well. */
    const recovers = async (events: (object | string)[] | string) => {
      const server = await serve((_, index) =>
        index === 0 ? (typeof events === 'string' ? events : sse(...events)) : whole('well'),
      );
      const waits: string[] = [];
      assert.equal((await modelAt(server.url, {}, waits).complete(plainRequest, signal())).text, 'well');
      return waits.join();
    };
    const wait = { metadata: { retry_after_ms: 5 } };

    it('tries again by the status that they name, before and after first words', async () => {
      for (const before of [[], [begun]]) {
        assert.match(
          await recovers([...before, { choices: [], error: { code: 429, message: 'slow down', ...wait } }]),
          /is limiting requests.*retrying in 0\.0 s/,
        );
        assert.match(
          await recovers([...before, { error: { code: '429', message: 'slow down', ...wait } }]),
          /is limiting requests/,
        );
        assert.match(await recovers([...before, { error: { status: 503, message: 'no room', ...wait } }]), /HTTP 503/);
        assert.match(
          await recovers([
            ...before,
            {
              error: { code: 'server_error', message: 'Provider disconnected', ...wait },
              choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
            },
          ]),
          /HTTP 500/,
        );
      }
      assert.match(
        await recovers([{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded', ...wait } }]),
        /HTTP 503/,
      );
      assert.match(
        await recovers([{ choices: [{ index: 0, delta: {}, error: { code: 502, message: 'upstream', ...wait } }] }]),
        /HTTP 502/,
      );
      assert.match(
        await recovers(
          `event: error\ndata: ${JSON.stringify({ message: 'Too many requests', retry_after: 0.01 })}\n\n`,
        ),
        /is limiting requests/,
      );
      assert.match(
        await recovers(`${sse(begun)}{"error":{"code":503,"message":"worker died","retry_after":0.01}}\n`),
        /HTTP 503/,
      );
      assert.match(
        await recovers([{ error: { code: 429, message: 'Rate limited. Please try again in 20ms.' } }]),
        /retrying in 0\.0 s/,
      );
      assert.match(
        await recovers([
          {
            error: {
              code: 429,
              status: 'RESOURCE_EXHAUSTED',
              message: 'quota',
              details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '0.02s' }],
            },
          },
        ]),
        /retrying in 0\.0 s/,
      );
    });

    it('gives up after as many tries as for a status', async () => {
      assert.equal(
        await failing(
          sse(begun, { error: { code: 429, message: 'slow down', ...wait } }),
          'model_rate_limited',
          /slow down/,
        ),
        5,
      );
      assert.equal(
        await failing(
          sse({ error: { code: 500, message: 'it broke', ...wait } }),
          'model_failed',
          /HTTP 500.*it broke/,
        ),
        3,
      );
    });

    it('does not repeat what is too long, refused or unknown', async () => {
      const long = 'This model’s maximum context length is 8192 tokens. However, you requested 9000 tokens.';
      assert.equal(
        await failing(
          sse({ choices: [], error: { code: 400, message: long } }),
          'model_failed',
          /longer than m1 at .* accepts: This model.*contextWindow/,
        ),
        1,
      );
      assert.equal(await failing(sse(begun, { error: { message: long } }), 'model_failed', /longer than m1/), 1);
      assert.equal(
        await failing(
          json(
            {
              error: {
                code: 500,
                message: 'the request exceeds the available context size',
                type: 'exceed_context_size_error',
              },
            },
            500,
          ),
          'model_failed',
          /longer than m1/,
        ),
        1,
      );
      assert.equal(
        await failing(sse({ error: { code: 400, message: 'bad schema' } }), 'model_failed', /HTTP 400.*bad schema/),
        1,
      );
      assert.equal(
        await failing(
          sse({ error: { code: 429, type: 'insufficient_quota', message: 'pay first' } }),
          'model_rate_limited',
          /no credit left.*pay first/,
        ),
        1,
      );
      assert.equal(
        await failing('data: the GPU melted\n\n', 'model_failed', /stopped with an error: the GPU melted/),
        1,
      );
      assert.equal(await failing('data: "the GPU melted"\n\n', 'model_failed', /the GPU melted/), 1);
      assert.equal(
        await failing(sse({ error: 'the GPU melted' }), 'model_failed', /stopped with an error: the GPU melted/),
        1,
      );
      assert.equal(await failing('event: error\ndata: the GPU melted\n\n', 'model_failed', /the GPU melted/), 1);
      assert.equal(
        await failing(sse({ error: { code: 429, message: 'Try again in 6m0s.' } }), 'model_rate_limited', /6m0s/),
        1,
      );
    });

    it('does not begin a conversation again that a person is reading, and says why it ended', async () => {
      const server = await serve(sse(begun, { error: { code: 503, message: 'worker died' } }));
      await fails(
        modelAt(server.url).complete({ ...plainRequest, purpose: 'converse' }, signal()),
        'model_failed',
        /HTTP 503.*worker died/,
      );
      assert.equal(server.calls.length, 1);
    });
  });

  describe('error bodies', () => {
    const bodies: [string, unknown, RegExp][] = [
      [
        'OpenAI',
        { error: { message: 'bad thing', type: 'invalid_request_error', param: 'x', code: null } },
        /HTTP 400\): bad thing\./,
      ],
      [
        'vLLM',
        { object: 'error', message: 'bad thing', type: 'BadRequestError', param: null, code: 400 },
        /: bad thing\./,
      ],
      ['FastAPI, a string', { detail: 'bad thing' }, /: bad thing\./],
      [
        'FastAPI, a list',
        {
          detail: [
            { loc: ['body', 'messages', 0], msg: 'bad thing', input: 'MY PROMPT', type: 'x' },
            { loc: ['body', 'n'], msg: 'worse' },
          ],
        },
        /: body\.messages\.0: bad thing; body\.n: worse\./,
      ],
      [
        'Mistral',
        {
          object: 'error',
          message: { detail: [{ loc: ['body', 'n'], msg: 'bad thing' }] },
          type: 'invalid_request_error',
        },
        /: body\.n: bad thing\./,
      ],
      ['Gemini', [{ error: { code: 400, message: 'bad thing', status: 'INVALID_ARGUMENT' } }], /: bad thing\./],
      ['Ollama', { error: 'bad thing' }, /: bad thing\./],
      ['Azure', { statusCode: 400, message: 'bad thing' }, /: bad thing\./],
      [
        'Spring',
        { timestamp: 1, status: 400, error: 'Bad Request', message: 'bad thing', path: '/v1' },
        /: Bad Request: bad thing\./,
      ],
      ['a problem', { type: 'about:blank', title: 'Bad', detail: 'bad thing', status: 400 }, /: bad thing: Bad\./],
      ['a list of errors', { errors: [{ message: 'bad thing' }, 'worse'] }, /: bad thing; worse\./],
      ['a string', 'bad thing', /: bad thing\./],
      [
        'a gateway',
        {
          error: {
            message: 'Provider returned error',
            code: 400,
            metadata: { raw: '{"error":{"message":"bad thing"}}', provider_name: 'P' },
          },
        },
        /: Provider returned error \(bad thing\)/,
      ],
      ['JSON in words', { error: '{"error":{"message":"bad thing"}}' }, /: bad thing\./],
      ['none of these', { oops: 'bad thing' }, /: \{"oops":"bad thing"\}/],
      ['nothing', {}, /: it gave no reason\./],
    ];
    for (const [title, body, words] of bodies) {
      it(`shows the words of ${title}`, async () => {
        const server = await serve(json(body, 400));
        const error = await fails(modelAt(server.url).complete(plainRequest, signal()), 'model_failed', words);
        assert.ok(!error.message.includes('MY PROMPT'));
        assert.equal(server.calls.length, 1);
      });
    }

    it('shows text, the title of a page, and that there was nothing', async () => {
      await failing({ status: 400, type: 'text/plain', body: 'bad thing' }, 'model_failed', /: bad thing\./);
      await failing(
        { status: 418, body: '<html><head><title>418 Teapot</title></head><body>long</body></html>' },
        'model_failed',
        /a web page, “418 Teapot”\./,
      );
      await failing({ status: 400, body: '' }, 'model_failed', /it gave no reason/);
      await failing(
        json({ error: 'model "m1" not found, try pulling it first' }, 404),
        'model_failed',
        /does not know the model “m1”.*try pulling it first/,
      );
    });

    it('names the place that an endpoint has moved to', async () => {
      await failing(
        { status: 308, headers: { location: 'https://new.example/v1/chat/completions?key=abc' }, body: '' },
        'model_failed',
        /has moved to https:\/\/new\.example\/v1\/chat\/completions \(HTTP 308\)/,
      );
    });

    it('waits as long as is asked, in a header or in the body', async () => {
      const forms: [Record<string, string>, object, RegExp][] = [
        [{ 'retry-after': '0.2' }, {}, /in 0\.2 s/],
        [{ 'retry-after-ms': '120' }, {}, /in 0\.1 s/],
        [{ 'retry-after': new Date(Date.now() + 3000).toUTCString() }, {}, /in [0-3]\.\d s/],
        [{}, { retry_after: 0.3 }, /in 0\.3 s/],
        [{ 'retry-after': 'soon' }, {}, /in 0\.[345] s/],
        [{ 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, {}, /in 0\.[345] s/],
      ];
      await Promise.all(
        forms.map(async ([headers, more, words]) => {
          const server = await serve((_, index) =>
            index === 0
              ? { status: 429, headers, body: JSON.stringify({ error: { message: 'slow', ...more } }) }
              : whole('ok'),
          );
          const waits: string[] = [];
          await modelAt(server.url, {}, waits).complete(plainRequest, signal());
          assert.match(waits.join(), words);
        }),
      );
    });
  });

  describe('listing models', () => {
    const list = async (sent: Sent) => listModels({ baseUrl: (await serve(sent)).url }, signal());
    it('understands every form of list', async () => {
      for (const body of [
        { object: 'list', data: [{ id: 'b' }, { id: 'a' }] },
        [{ id: 'b' }, { id: 'a' }],
        ['b', 'a', 'a'],
        { data: ['b', 'a'] },
        { models: [{ name: 'b', model: 'b' }, { name: 'a' }] },
        { models: ['b', 'a'] },
      ])
        assert.deepEqual(await list(json(body)), ['a', 'b']);
      assert.deepEqual(await list({ type: 'text/plain', body: '{"data":[{"id":"a"}]}' }), ['a']);
      assert.deepEqual(await list(json({ object: 'list', data: null })), []);
      assert.deepEqual(await list(json({ data: [] })), []);
    });

    it('says so when something else comes', async () => {
      const other = /instead of a list of models.*flux\.model\.baseUrl.*flux\.model\.id/;
      await fails(list({ type: 'text/html', body: '<html></html>' }), 'model_failed', /a web page/, other);
      await fails(list(''), 'model_failed', /nothing/, other);
      await fails(list(json({ hello: 1 })), 'model_failed', other);
      await fails(list(json([{ title: 'x' }])), 'model_failed', other);
      await fails(list(json({ error: 'no such page' })), 'model_failed', /no such page.*flux\.model\.baseUrl/);
      await fails(list(json({ error: { message: 'no such page' } })), 'model_failed', /no such page/);
      await fails(
        list(json({ detail: 'Not Found' }, 404)),
        'model_failed',
        /does not list its models \(HTTP 404\): Not Found\. Name one in the setting flux\.model\.id/,
      );
      await fails(list(json({ message: 'give a key' }, 401)), 'model_key', /needs an API key/);
    });
  });
});
