import assert from 'node:assert/strict';
import { FluxError } from '../../../src/base/errors';
import type { ModelRequest } from '../../../src/contracts/model';
import { createNamedEndings, meaningOf } from '../../../src/node/model/answerEnding';
import { createOpenAiModel } from '../../../src/node/model/openaiModel';
import { startScriptedModel, type Answer, type ScriptedModel } from '../../model/scriptedModel';

const request: ModelRequest = { purpose: 'plan', messages: [{ role: 'user', content: 'say it' }] };
const signal = () => new AbortController().signal;

describe('endings of answers', () => {
  let server: ScriptedModel;
  beforeEach(async () => (server = await startScriptedModel()));
  afterEach(() => server.stop());

  const model = (endings = createNamedEndings(), id = 'm') =>
    createOpenAiModel(async () => ({ baseUrl: server.url, id, prices: {}, timeoutSeconds: 5 }), { label: id, endings });
  const answerWith = (finish: string | null, more: Partial<Exclude<Answer, string>> = {}) =>
    server.script(() => ({ text: 'half of it', finish, ...more }));
  const fails = (promise: Promise<unknown>, reason: string, words: RegExp) =>
    assert.rejects(promise, (error) => FluxError.is(error, reason) && words.test(error.message));

  for (const ending of [
    'stop',
    'STOP',
    'eos',
    'eos_token',
    'tool_calls',
    'function_call',
    'end_turn',
    'END_TURN',
    'endTurn',
    'stop_sequence',
    'completed',
    'COMPLETE',
    'FINISH_REASON_STOP',
  ]) {
    it(`takes “${ending}” for complete`, async () => {
      answerWith(ending);
      const reply = await model().complete(request, signal());
      assert.deepEqual([reply.text, reply.ending], ['half of it', 'complete']);
      assert.equal(server.requests.length, 1);
    });
  }

  for (const ending of ['length', 'max_tokens', 'MAX_TOKENS', 'max_output_tokens', 'model_context_window_exceeded']) {
    it(`takes “${ending}” for a limit, and does not ask for the same again`, async () => {
      answerWith(ending);
      await fails(model().complete(request, signal()), 'model_cut', /reached its limit/);
      assert.equal(server.requests.length, 1);
    });
  }

  for (const ending of ['error', 'abort', 'network_error', 'unknown', 'stopping_soon', 'OTHER', 'constructor']) {
    it(`takes “${ending}” for cut, asks once more, then says so`, async () => {
      answerWith(ending);
      await fails(
        model().complete(request, signal()),
        'model_cut',
        new RegExp(`was cut off before it was complete \\(it ended with “${ending}”\\)`),
      );
      assert.equal(server.requests.length, 2);
    });
  }

  it('takes a filter for a refusal, in the words of several servers', async () => {
    for (const ending of ['content_filter', 'SAFETY', 'refusal']) {
      answerWith(ending);
      await fails(model().complete(request, signal()), 'model_refused', /refused/);
    }
  });

  it('learns after a few calls that a server never names an ending, and remembers it by server and model', async () => {
    answerWith(null);
    const endings = createNamedEndings();
    await fails(model(endings).complete(request, signal()), 'model_cut', /was cut off/);
    assert.equal((await model(endings).complete(request, signal())).ending, 'unnamed');
    assert.equal(server.requests.length, 3);
    assert.equal((await model(endings).complete(request, signal())).ending, 'unnamed');
    assert.equal(server.requests.length, 4);
    await fails(model(endings, 'another').complete(request, signal()), 'model_cut', /was cut off/);
  });

  it('never takes a missing ending of a server that has named one', async () => {
    const endings = createNamedEndings();
    answerWith('stop');
    await model(endings).complete(request, signal());
    answerWith(null);
    for (let call = 0; call < 4; call++)
      await fails(model(endings).complete(request, signal()), 'model_cut', /was cut off/);
  });

  it('counts only the last ending: one that comes with every piece does not end anything', async () => {
    const { createServer } = await import('node:http');
    const piece = (content: string, finish: string | null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;
    const odd = createServer(
      (_, response) => void response.end(`${piece('one ', 'stop')}${piece('two', null)}data: [DONE]\n\n`),
    );
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = odd.address() as { port: number };
      const asked = createOpenAiModel(
        async () => ({ baseUrl: `http://127.0.0.1:${port}/v1`, id: 'm', prices: {}, timeoutSeconds: 5 }),
        { label: 'm' },
      );
      await fails(asked.complete(request, signal()), 'model_cut', /was cut off/);
    } finally {
      odd.closeAllConnections();
      odd.close();
    }
  });

  it('reads content that is a list of parts, and leaves thoughts out', async () => {
    server.script(() => ({ text: 'Hello ☃ wörld', thought: 'They want a greeting.' }));
    const pieces: string[] = [];
    const reply = await model().complete(request, signal(), (text) => pieces.push(text));
    assert.equal(reply.text, 'Hello ☃ wörld');
    assert.equal(pieces.join(''), reply.text);
  });

  it('knows no ending that is not in its table', () => {
    assert.equal(meaningOf(null), undefined);
    assert.equal(meaningOf(''), undefined);
    assert.equal(meaningOf('toString'), 'unknown');
    assert.equal(meaningOf(7), 'unknown');
  });
});
