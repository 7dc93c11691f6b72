import assert from 'node:assert/strict';
import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { bundle } from '../node/buildWorker';
import { connectTo } from './connectTo';
import { serve, token, type Served } from './served';

const greeting = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
});

describe('MCP over HTTP', () => {
  let worker: { file: string; remove: () => Promise<void> };
  let served: Served;

  before(async () => {
    worker = await bundle('src/node/store/storeWorker.ts');
    served = await serve(worker.file, { bodyLimits: { bytes: 100_000, ms: 700 } });
  });
  after(async () => {
    await served.stop();
    await worker.remove();
  });

  interface Sent {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }

  /** A request with just these headers. */
  function send(headers: Record<string, string>, options: RequestOptions = {}, body = greeting): Promise<Sent> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        {
          host: '127.0.0.1',
          port: served.server.port,
          path: '/mcp',
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            Accept: 'application/json, text/event-stream',
            Authorization: `Bearer ${token}`,
            ...headers,
          },
          ...options,
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (part: string) => (text += part));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          );
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  it('greets a caller with the token', async () => {
    const { status, headers, body } = await send({});
    assert.equal(status, 200, body);
    assert.match(String(headers['mcp-session-id']), /^[0-9a-f-]{36}$/);
    assert.match(body, /"protocolVersion":"2025-11-25"/);
    assert.equal((await send({ Authorization: `bearer ${token}` })).status, 200);
    assert.equal((await send({ Host: `localhost:${served.server.port}` })).status, 200);
  });

  it('refuses callers without the token', async () => {
    for (const Authorization of [
      '',
      'Bearer',
      'Bearer wrong',
      token,
      `Basic ${token}`,
      `Bearer ${token}x`,
      'Bearer  ',
    ]) {
      const { status, headers, body } = await send({ Authorization });
      assert.equal(status, 401, Authorization);
      assert.match(String(headers['www-authenticate']), /^Bearer/);
      assert.ok(!body.includes(token));
    }
    await assert.rejects(connectTo(served.server.url, 'wrong'));
  });

  it('refuses other names of this machine, and pages of other origins', async () => {
    const { port } = served.server;
    for (const Host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1.evil.example:${port}`,
      `[::1]:${port}`,
    ])
      assert.equal((await send({ Host })).status, 403, Host);
    for (const Origin of [
      'https://evil.example',
      'null',
      'http://localhost',
      'vscode-webview://x',
      `http://127.0.0.1:${port + 1}`,
    ])
      assert.equal((await send({ Origin })).status, 403, Origin);
    assert.equal((await send({ Origin: `http://127.0.0.1:${port}` })).status, 200);
    // No page may read what comes back.
    assert.equal((await send({})).headers['access-control-allow-origin'], undefined);
    assert.equal((await send({ Origin: 'https://evil.example' }, { method: 'OPTIONS' }, '')).status, 403);
  });

  it('knows one path and three methods', async () => {
    for (const path of ['/', '/mcp/', '/mcp2', '/.well-known/oauth-protected-resource', '//mcp'])
      assert.equal((await send({}, { path })).status, 404, path);
    for (const method of ['PUT', 'PATCH', 'OPTIONS'])
      assert.ok([400, 405].includes((await send({}, { method }, '')).status), method);
    assert.equal((await send({ 'Mcp-Session-Id': 'unknown' })).status, 404);
    assert.equal((await send({ Accept: 'text/html' })).status, 406);
    assert.equal((await send({ 'Content-Type': 'text/plain' })).status, 415);
  });

  it('refuses bodies that are too large, by what they say and by what they are', async () => {
    const large = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping', params: { x: 'x'.repeat(200_000) } });
    assert.equal((await send({ 'Content-Length': String(large.length) }, {}, large)).status, 413);
    const said = await raw(
      `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${served.server.port}\r\nAuthorization: Bearer ${token}\r\n` +
        `Transfer-Encoding: chunked\r\n\r\n30d40\r\n${'x'.repeat(200_000)}\r\n0\r\n\r\n`,
    );
    assert.match(said, /^HTTP\/1\.1 413/);
    for (const body of ['', '{', 'null', '[]', '{"jsonrpc":"2.0"}', '"x"'])
      assert.equal((await send({}, {}, body)).status, 400, body);
  });

  it('hangs up on bodies that do not come, and answers others meanwhile', async () => {
    const began = Date.now();
    const head = `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${served.server.port}\r\nAuthorization: Bearer ${token}\r\n`;
    const slow = Promise.all(
      Array.from({ length: 20 }, () => raw(`${head}Content-Length: 50000\r\nContent-Type: application/json\r\n\r\n{`)),
    );
    const { client } = await served.connect();
    await client.listTools();
    assert.ok(Date.now() - began < 600, 'others are answered meanwhile');
    for (const said of await slow) assert.match(said, /^HTTP\/1\.1 408/);
    assert.ok(Date.now() - began < 5_000);
  });

  it('lives through 10,000 odd messages', async () => {
    const { client } = await served.connect();
    const { headers } = await send({});
    const id = String(headers['mcp-session-id']);
    const odd: unknown[] = [null, 1, 'x', [], {}, true, -1e308, 'flux://', '__proto__', { action: 'run' }];
    const before = process.memoryUsage().heapUsed;
    for (let round = 0; round < 10_000; round += 100) {
      await Promise.all(
        Array.from({ length: 100 }, (_, at) => {
          const pick = (by: number) => odd[(round + at * by) % odd.length];
          const method = ['tools/call', 'tools/list', 'resources/read', 'resources/subscribe', 'ping', 'x', pick(3)];
          const params = [
            { name: 'flux', arguments: pick(7) },
            { name: 'flux', arguments: { action: pick(3), session: pick(7), wait: pick(5) } },
            { name: pick(3), uri: pick(7) },
            pick(1),
          ];
          const message = {
            jsonrpc: '2.0',
            id: at % 9 === 0 ? pick(1) : round + at,
            method: method[(round + at) % method.length],
            params: params[at % params.length],
          };
          return send({ 'Mcp-Session-Id': id, 'mcp-protocol-version': '2025-11-25' }, {}, JSON.stringify(message));
        }),
      );
    }
    assert.equal((await client.listTools()).tools.length, 1);
    assert.deepEqual(await served.flux.sessions(), [], 'nothing was started');
    global.gc?.();
    assert.ok(process.memoryUsage().heapUsed - before < 150_000_000);
  }).timeout(120_000);

  /** Sends bytes as they are and reads until the other side hangs up. */
  function raw(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connectSocket(served.server.port, '127.0.0.1', () => socket.write(text));
      let said = '';
      socket.on('data', (part) => (said += part.toString('utf8')));
      socket.on('close', () => resolve(said));
      socket.on('error', (error) => (said ? resolve(said) : reject(error)));
    });
  }
});
