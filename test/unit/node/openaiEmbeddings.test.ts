import assert from 'node:assert/strict';
import { isCancelled } from '../../../src/base/errors';
import { createEndpointFeatures } from '../../../src/node/model/endpointFeatures';
import { createOpenAiEmbeddings } from '../../../src/node/model/openaiEmbeddings';
import { until } from '../../harness/until.mjs';
import { embeddingAnswer, type EmbeddingCall } from '../../model/embeddings';
import { fails, serveEndpoint, type Sent, type SeenCall } from './endpointServer';

describe('embeddings of an endpoint', function () {
  this.timeout(20_000);
  const stops: (() => void)[] = [];
  afterEach(() => stops.splice(0).forEach((stop) => stop()));
  const signal = new AbortController().signal;
  const asked = ({ raw }: SeenCall) => JSON.parse(raw) as EmbeddingCall;
  const json = (value: unknown, status = 200): Sent => ({ status, body: JSON.stringify(value) });
  const serve = async (...given: Parameters<typeof serveEndpoint>) => {
    const server = await serveEndpoint(...given);
    stops.push(server.stop);
    const waits: string[] = [];
    const port = createOpenAiEmbeddings(
      async () => ({ baseUrl: server.url, apiKey: 'sk-1', id: 'm', prices: {}, timeoutSeconds: 1 }),
      'words-1',
      { features: createEndpointFeatures(), onWait: (text) => waits.push(text) },
    );
    return { ...server, port, waits };
  };
  const answerAs = (vectorOf?: (text: string) => readonly number[]) => (call: SeenCall) =>
    embeddingAnswer(call.raw, vectorOf);
  const lengths = (text: string) => [text.length, 1];
  const listsOf = ({ vectors }: { vectors: readonly (Float32Array | undefined)[] }) =>
    vectors.map((vector) => vector && [...vector]);

  it('come as base64 or as numbers, with the tokens that they took', async () => {
    const { port, calls } = await serve(answerAs(lengths));
    const made = await port.embed(['a', 'bcd'], signal);
    assert.deepEqual(listsOf(made), [
      [1, 1],
      [3, 1],
    ]);
    assert.equal(made.tokens, 2);
    const [call] = calls;
    assert.ok(call);
    assert.equal(call.url, '/v1/embeddings');
    assert.equal(call.headers['x-flux-purpose'], 'embed');
    assert.equal(call.headers.authorization, 'Bearer sk-1');
    assert.deepEqual(asked(call), { model: 'words-1', input: ['a', 'bcd'], encoding_format: 'base64' });

    const plain = await serve(({ raw }) => embeddingAnswer(raw.replace(',"encoding_format":"base64"', ''), lengths));
    assert.deepEqual(listsOf(await plain.port.embed(['abcd'], signal)), [[4, 1]]);
  });

  it('are asked for as numbers where the endpoint refuses base64, and from then on', async () => {
    const { port, calls } = await serve((call) =>
      asked(call).encoding_format === undefined
        ? embeddingAnswer(call.raw, lengths)
        : json({ error: { message: 'Unsupported parameter: encoding_format' } }, 400),
    );
    assert.deepEqual(listsOf(await port.embed(['a', 'b'], signal)), [
      [1, 1],
      [1, 1],
    ]);
    await port.embed(['c'], signal);
    assert.equal(calls.length, 3);
  });

  it('are put in the order that the answer names', async () => {
    const { port } = await serve(
      json({
        data: [
          { index: 1, embedding: [2, 2] },
          { index: 0, embedding: [1, 1] },
        ],
      }),
    );
    const made = await port.embed(['a', 'b'], signal);
    assert.deepEqual(listsOf(made), [
      [1, 1],
      [2, 2],
    ]);
    assert.equal(made.tokens, 2, 'counted where the endpoint does not say');
  });

  it('are refused where they are none, in a sentence, and not asked for again', async () => {
    const embeddings = (...all: unknown[]) => json({ data: all.map((embedding, index) => ({ index, embedding })) });
    const odd: [Sent, RegExp][] = [
      [embeddings([1, 2]), /1 vectors for 2 texts/],
      [embeddings([1, 2], [1, 2], [1, 2]), /3 vectors for 2 texts/],
      [embeddings([1, 2], [1, 2, 3]), /different lengths/],
      [embeddings([1, 2], [1, null]), /not made of numbers/],
      [embeddings([1, 2], ['1', '2']), /not made of numbers/],
      [embeddings([1, 2], [0, 0]), /not made of numbers/],
      [embeddings([1, 2], []), /not made of numbers/],
      [embeddings(Buffer.from(Float32Array.of(NaN, 1).buffer).toString('base64'), 'AAAA'), /not made of numbers/],
      [embeddings('AAAAA', 'AAAAA'), /not made of numbers/],
      [json({ data: [null, 7] }), /not made of numbers/],
      [{ type: 'text/html', body: '<html>Welcome</html>' }, /a web page instead of embeddings/],
      [json({ embeddings: [[1, 2]] }), /something else instead of embeddings/],
      ['', /something else/],
      [json({ error: 'model is loading' }), /model is loading/],
    ];
    for (const [sent, words] of odd) {
      const { port, calls } = await serve(sent);
      await fails(port.embed(['a', 'b'], signal), 'model_failed', words);
      assert.equal(calls.length, 1, String(words));
    }
  });

  it('fail for a wrong key, an unknown model and a full account as other calls do', async () => {
    const error = (status: number, more: object = {}) =>
      json({ error: { message: 'no, thanks', type: 'x', ...more } }, status);
    await fails((await serve(error(401))).port.embed(['a'], signal), 'model_key', /refused the API key \(HTTP 401\)/);
    await fails(
      (await serve(error(404))).port.embed(['a'], signal),
      'model_failed',
      /does not know the model “words-1” \(HTTP 404\)/,
      /flux\.index\.embeddings/,
    );
    const spent = await serve(error(429, { code: 'insufficient_quota' }));
    await fails(spent.port.embed(['a'], signal), 'model_rate_limited');
    assert.equal(spent.calls.length, 1);
  });

  it('wait as the endpoint asks, but not where the answer is wanted soon', async () => {
    let count = 0;
    const { port, calls, waits } = await serve((call) =>
      count++ % 2 === 0 ? { status: 429, headers: { 'retry-after-ms': '20' }, body: '{}' } : embeddingAnswer(call.raw),
    );
    assert.equal((await port.embed(['a'], signal)).vectors.length, 1);
    assert.equal(calls.length, 2);
    assert.match(waits[0] ?? '', /is limiting requests; retrying in/);
    await fails(port.embed(['a'], signal, { once: true }), 'model_rate_limited');
    assert.equal(calls.length, 3);
  });

  it('are asked for fewer at a time where the endpoint takes no more, and without a text that it never takes', async () => {
    const sizes: number[] = [];
    const { port } = await serve((call) => {
      const { input } = asked(call);
      sizes.push(input.length);
      if (input.length > 3) return json({ error: 'batch size 8 > maximum allowed batch size 3' }, 422);
      if (input.some((text) => text === 'never')) return json({ error: 'not this one' }, 400);
      if (input.some((text) => text.length > 1_500)) return json({ error: 'input is too large to process' }, 500);
      return embeddingAnswer(call.raw, lengths);
    });
    const first = await port.embed([...'abcdefgh'], signal);
    assert.equal(first.vectors.length, 8);
    assert.deepEqual(sizes, [8, 4, 2, 2, 2, 2]);
    const second = await port.embed(['ab', 'never', 'c'.repeat(4_000)], signal);
    assert.deepEqual(listsOf(second), [[2, 1], undefined, [1_500, 1]]);
  });

  it('stop at once where no text at all is taken', async () => {
    const { port, calls } = await serve(json({ error: { message: 'no such thing' } }, 400));
    await fails(
      port.embed(
        Array.from({ length: 64 }, (_, at) => `text ${at}`),
        signal,
      ),
      'model_failed',
      /no such thing/,
    );
    assert.ok(calls.length <= 7, `${calls.length} calls`);
  });

  it('give up after silence, and are cancelled within 100 ms', async () => {
    const hanging = await serve(() => () => {});
    await fails(hanging.port.embed(['a'], signal), 'model_timeout', /did not answer for 1 s/);
    const half = await serve(() => (response) => void response.writeHead(200).write('{"data": ['));
    await fails(half.port.embed(['a'], signal), 'model_timeout', /did not answer for 1 s/);

    const gone: boolean[] = [];
    const { port, calls } = await serve(() => (response) => void response.once('close', () => gone.push(true)));
    const stop = new AbortController();
    const embedded = port.embed(['a'], stop.signal).then(
      () => assert.fail('answered'),
      (error: unknown) => ({ error, at: performance.now() }),
    );
    await until('the call has arrived', () => calls.length === 1);
    const begun = performance.now();
    stop.abort();
    const { error, at } = await embedded;
    assert.ok(isCancelled(error), String(error));
    assert.ok(at - begun < 100, `${at - begun} ms`);
    await until('the endpoint is rid of it', () => gone.length === 1);
  });
});
