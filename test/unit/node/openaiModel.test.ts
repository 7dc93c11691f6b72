import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CancelledError, FluxError } from '../../../src/base/errors';
import type { ModelRequest } from '../../../src/contracts/model';
import { listModels, labelOf, type OpenAiConfig } from '../../../src/node/model/openaiEndpoint';
import { createOpenAiModel } from '../../../src/node/model/openaiModel';
import {
  startScriptedModel,
  type Script,
  type ScriptedModel,
  type ScriptedModelOptions,
} from '../../model/scriptedModel';

describe('openaiModel', function () {
  this.timeout(10_000);
  const stops: (() => unknown)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });

  async function scripted(script: Script, options?: ScriptedModelOptions): Promise<ScriptedModel> {
    const server = await startScriptedModel(script, options);
    stops.push(() => server.stop());
    return server;
  }
  async function serve(listener: RequestListener): Promise<string> {
    const server: Server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stops.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  }
  const waits: string[] = [];
  function modelAt(baseUrl: string, extra: Partial<OpenAiConfig> = {}) {
    waits.length = 0;
    const config: OpenAiConfig = { baseUrl, id: 'm1', prices: {}, timeoutSeconds: 30, ...extra };
    return createOpenAiModel(async () => config, { label: labelOf(config), onWait: (text) => waits.push(text) });
  }
  const request: ModelRequest = {
    purpose: 'plan',
    messages: [
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'say ☃' },
    ],
  };
  const signal = () => new AbortController().signal;
  const fails = async (promise: Promise<unknown>, reason: string, words: RegExp) => {
    await assert.rejects(promise, (error) => {
      assert.ok(FluxError.is(error, reason), `expected ${reason}, got ${String(error)}`);
      assert.match(error.message, words);
      return true;
    });
  };
  const sse = (...events: (object | string)[]) =>
    events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('');
  const piece = (content: string, finish: string | null = null) => ({
    choices: [{ index: 0, delta: { content }, finish_reason: finish }],
  });

  it('streams text, counts usage and cost, and sends its headers', async () => {
    const server = await scripted(() => ({
      text: 'Hello ☃ wörld',
      usage: { promptTokens: 1000, completionTokens: 500, cachedTokens: 400 },
    }));
    const pieces: string[] = [];
    const model = modelAt(server.url, { prices: { m1: { input: 1, output: 10, cachedInput: 0.1 } } });
    const reply = await model.complete(
      { ...request, session: 'fix ☃ now', step: 'a1', format: 'json', maxTokens: 50 },
      signal(),
      (text) => pieces.push(text),
    );
    assert.equal(reply.text, 'Hello ☃ wörld');
    assert.equal(pieces.join(''), reply.text);
    assert.ok(pieces.length > 1);
    assert.deepEqual(reply.usage, { prompt: 1000, completion: 500, cached: 400 });
    assert.ok(Math.abs((reply.costUsd ?? 0) - (600 * 1 + 400 * 0.1 + 500 * 10) / 1e6) < 1e-12);
    const [seen] = server.requests;
    assert.equal(seen?.purpose, 'plan');
    assert.equal(decodeURIComponent(seen?.session ?? ''), 'fix ☃ now');
    assert.equal(seen?.step, 'a1');
    assert.equal(seen?.headers.authorization, undefined);
    assert.deepEqual(seen?.body['response_format'], { type: 'json_object' });
    assert.deepEqual(seen?.body['stream_options'], { include_usage: true });
    assert.equal(seen?.body['max_completion_tokens'], 50);
    assert.equal(model.label, `m1 at ${new URL(server.url).host}`);
  });

  it('chooses the model by tier', async () => {
    const server = await scripted(({ model }) => model);
    const model = modelAt(server.url, { fastId: 'quick', strongId: '' });
    assert.equal((await model.complete({ ...request, tier: 'fast' }, signal())).model, 'quick');
    assert.equal((await model.complete({ ...request, tier: 'strong' }, signal())).text, 'm1');
  });

  it('estimates usage where the endpoint sends none', async () => {
    const url = await serve((_, response) => response.end(sse(piece('four byte words'), piece('', 'stop'), '[DONE]')));
    const reply = await modelAt(url).complete(request, signal());
    assert.ok(reply.usage.prompt > 0 && reply.usage.completion === 4);
    assert.equal(reply.costUsd, undefined);
  });

  it('says what to do about keys, and never shows one', async () => {
    const server = await scripted(() => 'x', { key: 'sk-right-key' });
    await fails(modelAt(server.url).complete(request, signal()), 'model_key', /needs an API key.*“Flux: Set API Key”/);
    await assert.rejects(modelAt(server.url, { apiKey: 'sk-wrong-key' }).complete(request, signal()), (error) => {
      assert.ok(FluxError.is(error, 'model_key') && !error.message.includes('sk-wrong'));
      return true;
    });
    assert.equal((await modelAt(server.url, { apiKey: 'sk-right-key' }).complete(request, signal())).text, 'x');
    const url = await serve((_, response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end('{"error":{"message":"bad thing sk-secret-123 here"}}'),
    );
    await fails(
      modelAt(url, { apiKey: 'sk-secret-123' }).complete(request, signal()),
      'model_failed',
      /bad thing \(key\) here/,
    );
  });

  it('waits as asked and tries again', async () => {
    const answer = { text: 'at last', fault: { kind: 'status', status: 429, retryAfter: 0.3, times: 2 } } as const;
    const server = await scripted(() => answer);
    const started = Date.now();
    assert.equal((await modelAt(server.url).complete(request, signal())).text, 'at last');
    assert.ok(Date.now() - started >= 550);
    assert.equal(waits.length, 2);
    assert.match(waits[0] ?? '', /is limiting requests.*retrying in 0\.3 s/);
  });

  it('stops waiting when cancelled, and refuses to wait for minutes', async () => {
    const server = await scripted(() => ({
      text: '',
      fault: { kind: 'status', status: 429, retryAfter: 50, times: Infinity },
    }));
    const abort = new AbortController();
    const started = Date.now();
    setTimeout(() => abort.abort(), 150);
    await assert.rejects(modelAt(server.url).complete(request, abort.signal), CancelledError);
    assert.ok(Date.now() - started < 45_000, 'the server asks for 50 s');
    server.script(() => ({ text: '', fault: { kind: 'status', status: 429, retryAfter: 3600, times: Infinity } }));
    await fails(modelAt(server.url).complete(request, signal()), 'model_rate_limited', /Wait a moment/);
  });

  it('does not repeat what repeating cannot mend', async () => {
    let calls = 0;
    const url = await serve((_, response) => {
      calls++;
      response
        .writeHead(429, { 'content-type': 'application/json' })
        .end('{"error":{"message":"You exceeded your quota","code":"insufficient_quota"}}');
    });
    await fails(modelAt(url).complete(request, signal()), 'model_rate_limited', /no credit left/);
    assert.equal(calls, 1);
  });

  it('names the model that is unknown, a failing server, and one that is not there', async () => {
    const server = await scripted(() => ({ text: '', fault: { kind: 'status', status: 404, times: Infinity } }));
    await fails(
      modelAt(server.url).complete(request, signal()),
      'model_failed',
      /does not know the model “m1”.*Select Model/,
    );
    server.script(() => ({ text: '', fault: { kind: 'status', status: 500, times: Infinity } }));
    await fails(modelAt(server.url).complete(request, signal()), 'model_failed', /HTTP 500/);
    const { url } = server;
    await server.stop();
    await fails(modelAt(url).complete(request, signal()), 'model_unreachable', /Cannot reach the model server at 127/);
    await fails(
      modelAt('http://no-such-host.invalid/v1').complete(request, signal()),
      'model_unreachable',
      /was not found|failed/,
    );
    await assert.rejects(async () => modelAt('not a url'), /is not a web address/);
  }).timeout(15_000);

  it('asks once more after a broken stream, then gives up', async () => {
    let calls = 0;
    const server = await scripted(() => (calls++ === 0 ? { text: 'one two three four', fault: 'cut' } : 'whole'));
    assert.equal((await modelAt(server.url).complete(request, signal())).text, 'whole');
    server.script(() => ({ text: 'one two three four', fault: 'cut' }));
    const before = server.requests.length;
    await fails(modelAt(server.url).complete(request, signal()), 'model_cut', /was cut off/);
    assert.equal(server.requests.length, before + 2);
    server.script(() => ({ text: 'one two three four', fault: 'malformed' }));
    await fails(modelAt(server.url).complete(request, signal()), 'model_cut', /was cut off/);
  });

  it('does not begin a conversation again that a person is reading', async () => {
    const server = await scripted(() => ({ text: 'one two three four', fault: 'cut' }));
    await fails(
      modelAt(server.url).complete({ ...request, purpose: 'converse' }, signal()),
      'model_cut',
      /was cut off/,
    );
    assert.equal(server.requests.length, 1);
  });

  it('refuses an empty answer, a refusal, one at its limit, and a web page', async () => {
    const server = await scripted(() => ({ text: '', fault: 'empty' }));
    await fails(modelAt(server.url).complete(request, signal()), 'model_empty', /empty answer/);
    let body = sse(piece('half of'), piece('', 'length'));
    let type = 'text/event-stream';
    const url = await serve((_, response) => response.writeHead(200, { 'content-type': type }).end(body));
    await fails(modelAt(url).complete({ ...request, maxTokens: 7 }, signal()), 'model_cut', /limit of 7 tokens/);
    body = sse(piece('', 'content_filter'));
    await fails(modelAt(url).complete(request, signal()), 'model_refused', /refused/);
    body = sse({ error: { message: 'the GPU melted' } });
    await fails(modelAt(url).complete(request, signal()), 'model_failed', /GPU melted/);
    [body, type] = ['<html>hi</html>', 'text/html; charset=utf-8'];
    await fails(modelAt(url).complete(request, signal()), 'model_failed', /web page.*\/v1/);
  });

  it('stops an answer that does not end', async () => {
    const url = await serve((_, response) => {
      const timer = setInterval(() => response.write(sse(piece('x'.repeat(50_000)))), 2);
      response.once('close', () => clearInterval(timer));
    });
    await fails(modelAt(url).complete(request, signal()), 'model_runaway', /stopped after 4\d\d kB/);
  });

  it('gives up after silence only: before the first byte and between pieces', async () => {
    const server = await scripted(() => ({ text: '', fault: 'hang' }));
    await fails(
      modelAt(server.url, { timeoutSeconds: 0.3 }).complete(request, signal()),
      'model_timeout',
      /did not answer for 0.3 seconds/,
    );
    const url = await serve((_, response) => void response.write(sse(piece('and then'))));
    await fails(modelAt(url, { timeoutSeconds: 0.3 }).complete(request, signal()), 'model_timeout', /did not answer/);
    server.script(() => ({ text: 'slow but steady wins', delayMs: 150 }));
    assert.equal(
      (await modelAt(server.url, { timeoutSeconds: 0.4 }).complete(request, signal())).text,
      'slow but steady wins',
    );
    const beating = await serve((_, response) => {
      let beats = 0;
      const timer = setInterval(() => {
        if (beats++ < 8) return void response.write(': still thinking\n\n');
        clearInterval(timer);
        response.end(sse(piece('thought', 'stop'), '[DONE]'));
      }, 100);
    });
    assert.equal((await modelAt(beating, { timeoutSeconds: 0.4 }).complete(request, signal())).text, 'thought');
  });

  it('ends the connection at once when cancelled', async () => {
    const server = await scripted(() => ({ text: '', fault: 'endless' }));
    const abort = new AbortController();
    await assert.rejects(
      modelAt(server.url).complete(request, abort.signal, () => abort.abort()),
      CancelledError,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(server.requests[0]?.aborted, true);
    server.script(() => ({ text: '', fault: 'hang' }));
    const second = new AbortController();
    setTimeout(() => second.abort(), 50);
    await assert.rejects(modelAt(server.url).complete(request, second.signal), CancelledError);
    await assert.rejects(modelAt(server.url).complete(request, AbortSignal.abort()), CancelledError);
    assert.equal(server.requests.length, 2);
  });

  it('learns what an endpoint does not know', async () => {
    const bodies: Record<string, unknown>[] = [];
    const url = await serve((incoming, response) => {
      let raw = '';
      incoming.on('data', (data) => (raw += String(data)));
      incoming.on('end', () => {
        const body = JSON.parse(raw) as Record<string, unknown>;
        bodies.push(body);
        const unknown = ['response_format', 'stream_options', 'max_completion_tokens'].find((part) => part in body);
        if (unknown)
          response
            .writeHead(400, { 'content-type': 'application/json' })
            .end(JSON.stringify({ error: { message: `Unknown field: ${unknown}` } }));
        else response.end(sse(piece('plain', 'stop'), '[DONE]'));
      });
    });
    const model = modelAt(url);
    assert.equal((await model.complete({ ...request, format: 'json', maxTokens: 9 }, signal())).text, 'plain');
    assert.equal(bodies.length, 4);
    assert.equal(bodies[3]?.['max_tokens'], 9);
    await model.complete({ ...request, format: 'json', maxTokens: 9 }, signal());
    assert.equal(bodies.length, 5);
  });

  it('lists the models of an endpoint', async () => {
    const server = await scripted(() => 'x', { models: ['zeta', 'alpha'] });
    assert.deepEqual(await listModels({ baseUrl: server.url }, signal()), ['alpha', 'zeta']);
    const { url } = server;
    await server.stop();
    await fails(listModels({ baseUrl: url }, signal()), 'model_unreachable', /Cannot reach the model server/);
  });
});
