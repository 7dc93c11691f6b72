import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';
import {
  answersByPurpose,
  startScriptedModel,
  type Answer,
  type Script,
  type ScriptedModel,
} from '../model/scriptedModel';

describe('scripted model', () => {
  let model: ScriptedModel;
  const start = async (script: Script | Answer, key?: string) => {
    model = await startScriptedModel(typeof script === 'function' ? script : () => script, { key });
    return new OpenAI({ apiKey: key ?? 'any', baseURL: model.url, maxRetries: 0 });
  };
  afterEach(() => model.stop());

  it('streams several pieces, a reason to finish and usage', async () => {
    const client = await start('Grüße an alle 👋 Leute');
    const chunks = await stream(client);
    assert.equal(chunks[0]?.choices[0]?.delta.role, 'assistant');
    assert.ok(chunks.length > 4);
    assert.equal(textOf(chunks), 'Grüße an alle 👋 Leute');
    assert.ok(chunks.some((chunk) => chunk.choices[0]?.finish_reason === 'stop'));
    assert.deepEqual([chunks.at(-1)?.usage?.prompt_tokens, chunks.at(-1)?.usage?.completion_tokens], [2, 7]);
  });

  it('answers as a whole when no stream is asked for', async () => {
    const client = await start({ text: 'yes', usage: { promptTokens: 50, completionTokens: 3, cachedTokens: 40 } });
    const { choices, usage } = await client.chat.completions.create({
      model: 'm',
      messages: [{ role: 'user', content: 'hi' }],
    });
    assert.equal(choices[0]?.message.content, 'yes');
    assert.deepEqual([usage?.total_tokens, usage?.prompt_tokens_details?.cached_tokens], [53, 40]);
  });

  it('records what was asked', async () => {
    const client = await start('ok');
    await stream(client, 'plan', { 'x-flux-session': 'login', 'x-flux-step': 'edit' });
    const [request] = model.requestsFor('plan');
    assert.deepEqual(
      [request?.session, request?.step, request?.text, request?.promptTokens],
      ['login', 'edit', 'hello', 2],
    );
    assert.deepEqual([request?.status, request?.aborted, request?.stream], [200, false, true]);
  });

  it('answers by purpose: a value, a list in order, a function', async () => {
    const client = await start(
      answersByPurpose({ plan: ['one', 'two'], bind: 'same', decide: (request) => request.text.toUpperCase() }),
    );
    const answers = [];
    for (const purpose of ['plan', 'bind', 'plan', 'bind', 'decide'])
      answers.push(textOf(await stream(client, purpose)));
    assert.deepEqual(answers, ['one', 'same', 'two', 'same', 'HELLO']);
    await assert.rejects(stream(client, 'plan'), /500 Not scripted: purpose plan/);
    await assert.rejects(stream(client, 'toString'), /Not scripted/);
    assert.equal(model.requests.at(-1)?.unscripted, true);
  });

  it('fails with a status as often as told, then answers, also within a list', async () => {
    const fault = { kind: 'status', status: 429, retryAfter: 7, times: 2 } as const;
    const client = await start(answersByPurpose({ plan: [{ text: 'first', fault }, 'second'] }));
    const failure: unknown = await stream(client).catch((error: unknown) => error);
    assert.ok(failure instanceof OpenAI.RateLimitError);
    assert.equal(failure.headers.get('retry-after'), '7');
    await assert.rejects(stream(client), OpenAI.RateLimitError);
    assert.equal(textOf(await stream(client)), 'first');
    assert.equal(textOf(await stream(client)), 'second');
    assert.deepEqual(
      model.requests.map((request) => request.status),
      [429, 429, 200, 200],
    );
  });

  it('can break off, send nonsense, or send nothing', async () => {
    const client = await start(
      answersByPurpose({
        cut: { text: 'long text', fault: 'cut' },
        bad: { text: 'x', fault: 'malformed' },
        none: { text: 'x', fault: 'empty' },
      }),
    );
    await assert.rejects(stream(client, 'cut'));
    await assert.rejects(stream(client, 'bad'), SyntaxError);
    assert.equal(textOf(await stream(client, 'none')), '');
    assert.equal(model.requests[0]?.aborted, false);
  });

  for (const fault of ['endless', 'hang'] as const) {
    it(`sees the client go away (${fault})`, async () => {
      const client = await start({ text: 'x', fault });
      await assert.rejects(stream(client, 'plan', {}, AbortSignal.timeout(100)));
      while (!model.requests[0]?.aborted) await sleep(5);
    });
  }

  it('waits between pieces', async () => {
    const client = await start({ text: '', chunks: ['a', 'b', 'c'], delayMs: 30 });
    const startedAt = Date.now();
    assert.equal(textOf(await stream(client)), 'abc');
    assert.ok(Date.now() - startedAt >= 85);
  });

  it('checks the key, lists models, and changes its script', async () => {
    const client = await start('before', 'secret');
    await assert.rejects(
      stream(new OpenAI({ apiKey: 'wrong', baseURL: model.url, maxRetries: 0 })),
      OpenAI.AuthenticationError,
    );
    assert.deepEqual(
      (await client.models.list()).data.map((each) => each.id),
      ['scripted'],
    );
    model.script(() => 'after');
    assert.equal(textOf(await stream(client)), 'after');
  });
});

async function stream(client: OpenAI, purpose = 'plan', headers: Record<string, string> = {}, signal?: AbortSignal) {
  const body = {
    model: 'm',
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: 'user', content: 'hello' }],
  } as const;
  const chunks = [];
  const options = { headers: { 'x-flux-purpose': purpose, ...headers }, signal };
  for await (const chunk of await client.chat.completions.create({ ...body, messages: [...body.messages] }, options))
    chunks.push(chunk);
  signal?.throwIfAborted();
  return chunks;
}

function textOf(chunks: readonly OpenAI.ChatCompletionChunk[]): string {
  return chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
}
