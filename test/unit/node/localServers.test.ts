import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findLocalServers, usualPlaces } from '../../../src/node/model/localServers';

describe('model servers on this computer', () => {
  const servers: Server[] = [];
  const keys: (string | undefined)[] = [];
  /** A server on a free port that answers with this. */
  async function serve(answer: RequestListener): Promise<string> {
    const server = createServer((request, response) => {
      keys.push(request.headers.authorization);
      answer(request, response);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://localhost:${(server.address() as AddressInfo).port}/v1`;
  }
  const sends =
    (text: string, status = 200): RequestListener =>
    (_, response) =>
      void response.writeHead(status).end(text);
  after(() => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  });

  it('are those that list models, with what they list; everything else that listens is left out', async () => {
    const places = [
      { name: 'lists', baseUrl: await serve(sends('{"object":"list","data":[{"id":"b"},{"id":"a"}]}')) },
      { name: 'has none yet', baseUrl: await serve(sends('{"object":"list","data":null}')) },
      { name: 'a web page', baseUrl: await serve(sends('<!doctype html><title>Dev server</title>')) },
      { name: 'other JSON', baseUrl: await serve(sends('{"hello":"you"}')) },
      { name: 'not found', baseUrl: await serve(sends('{"data":[{"id":"a"}]}', 404)) },
      { name: 'silent', baseUrl: await serve(() => {}) },
      { name: 'nobody', baseUrl: 'http://localhost:9/v1' },
    ];
    const found = await findLocalServers(new AbortController().signal, places);
    assert.deepEqual(
      found.map(({ name, models }) => [name, models]),
      [
        ['lists', ['a', 'b']],
        ['has none yet', []],
      ],
    );
    assert.deepEqual([...new Set(keys)], [undefined]);
  });

  it('are looked for at the ports where they usually listen', () => {
    assert.deepEqual(
      usualPlaces.map(({ name, baseUrl }) => `${name} ${new URL(baseUrl).port}`),
      ['Ollama 11434', 'LM Studio 1234', 'llama.cpp 8080', 'vLLM 8000'],
    );
  });

  it('are no longer looked for once the signal fires', async () => {
    const silent = { name: 'silent', baseUrl: await serve(() => {}) };
    const stop = new AbortController();
    const looking = findLocalServers(stop.signal, [silent]);
    stop.abort();
    assert.deepEqual(await looking, []);
  });
});
