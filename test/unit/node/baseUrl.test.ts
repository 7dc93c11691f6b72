import assert from 'node:assert/strict';
import { shownAddress } from '../../../src/base/webAddress';
import { readAddress } from '../../../src/node/model/endpointAddress';
import { hostOf, labelOf, listModels } from '../../../src/node/model/openaiEndpoint';
import { fails, modelAt, plainRequest, serveEndpoint, whole } from './endpointServer';

const signal = () => new AbortController().signal;

describe('base URLs', () => {
  let server: Awaited<ReturnType<typeof serveEndpoint>>;
  before(async () => {
    server = await serveEndpoint(({ url }) =>
      /\/models(\?|$)/.test(url) ? { type: 'application/json', body: '{"data":[{"id":"m1"}]}' } : whole('fine'),
    );
  });
  after(() => server.stop());

  const query = '?api-version=preview';
  const written: [string, string, string?][] = [
    ['/v1', '/v1'],
    ['/v1/', '/v1'],
    ['/v1///', '/v1'],
    ['', ''],
    ['/', ''],
    [`/openai/v1/${query}`, '/openai/v1', query],
    [`/openai/v1${query}`, '/openai/v1', query],
    [`${query}`, '', query],
    ['/v1/chat/completions', '/v1'],
    ['/v1/chat/completions/', '/v1'],
    [`/openai/deployments/gpt/chat/completions${query}`, '/openai/deployments/gpt', query],
    [`/v1/chat/completions/${query}#top`, '/v1', query],
    ['/v1/completions', '/v1'],
    ['/v1/models', '/v1'],
    ['/v1/models/', '/v1'],
    ['/chat/completions', ''],
    ['/models', '/models'],
    ['/v1#fragment', '/v1'],
    ['/v1?a=1&a=2&b=x%20y', '/v1', '?a=1&a=2&b=x%20y'],
    ['/my%20models/v1', '/my%20models/v1'],
  ];
  for (const [path, base, behind = ''] of written) {
    it(`reads “${path}”`, async () => {
      const baseUrl = `  http://${server.host}${path}\n`;
      await modelAt(baseUrl).complete(plainRequest, signal());
      assert.equal(server.calls.at(-1)?.url, `${base}/chat/completions${behind}`);
      assert.deepEqual(await listModels({ baseUrl }, signal()), ['m1']);
      assert.equal(server.calls.at(-1)?.url, `${base}/models${behind}`);
      assert.equal(labelOf({ baseUrl, id: 'm1' }), `m1 at ${server.host}`);
    });
  }

  it('means OpenAI when empty', () => {
    for (const baseUrl of ['', '  ', 'https://api.openai.com/v1', 'https://api.openai.com/v1/chat/completions'])
      assert.deepEqual(readAddress(baseUrl), {
        host: 'api.openai.com',
        base: 'https://api.openai.com/v1',
        query: '',
        secrets: [],
        isOpenAi: true,
      });
    for (const baseUrl of ['https://api.openai.com.evil.example/v1', 'https://example.com/https://api.openai.com/v1'])
      assert.equal(readAddress(baseUrl).isOpenAi, false);
  });

  it('says what is missing from what is no web address, without its password', () => {
    for (const baseUrl of [
      'localhost:11434/v1',
      'api.example.com/v1',
      '127.0.0.1:1234',
      'ftp://host/v1',
      'http://',
      'http:// host/v1',
      'file:///v1',
      '/v1',
      'not a url',
      'me:hunter22@host/v1?key=hunter22#hunter22',
      'ftp://me:hunter22@host/v1',
    ]) {
      assert.throws(
        () => hostOf({ baseUrl }),
        (error: Error & { reason?: string }) => {
          assert.equal(error.reason, 'model_unreachable');
          assert.match(
            error.message,
            /flux\.model\.baseUrl.* is not a web address\. It must start with http:\/\/ or https:\/\//,
          );
          assert.ok(!error.message.includes('hunter22'), error.message);
          return true;
        },
      );
    }
  });

  it('uses a name and password, and shows neither nor a key in the query', async () => {
    const secret = 'hunter22/é';
    const echoing = await serveEndpoint(({ url, headers }) => ({
      status: 400,
      body: JSON.stringify({
        error: `cannot do ${url} as ${String(headers.authorization)} with ${secret} or ${encodeURIComponent(secret)}`,
      }),
    }));
    try {
      const baseUrl = `http://me:${encodeURIComponent(secret)}@${echoing.host}/v1?key=query-key-1&api-version=preview`;
      const error = await fails(modelAt(baseUrl).complete(plainRequest, signal()), 'model_failed', /cannot do/);
      assert.equal(echoing.calls[0]?.headers.authorization, `Basic ${Buffer.from(`me:${secret}`).toString('base64')}`);
      const told = [error.message, labelOf({ baseUrl, id: 'm1' }), shownAddress(baseUrl)].join('\n');
      for (const each of [
        secret,
        encodeURIComponent(secret),
        'hunter22',
        'query-key-1',
        Buffer.from(`me:${secret}`).toString('base64'),
      ])
        assert.ok(!told.includes(each), `${each} in ${told}`);
      assert.match(error.message, /api-version=preview/);
      const down = `http://me:hunter22@127.0.0.1:9/v1?key=query-key-1`;
      const unreachable = await fails(modelAt(down).complete(plainRequest, signal()), 'model_unreachable');
      for (let at: unknown = unreachable; at instanceof Error; at = at.cause)
        assert.ok(!/hunter22|query-key/.test(`${at.stack} ${at.message}`));
    } finally {
      echoing.stop();
    }
  });
});
