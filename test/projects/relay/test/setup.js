import { createServer } from 'node:http';
import { captureLog } from '../src/log.js';
import { loadConfig } from '../src/config.js';
import { startRelay } from '../src/relay.js';

/** A running relay on a free port, and a client for it. */
export async function relayForTests(settings = {}) {
  const lines = [];
  const putBack = captureLog((line) => lines.push(JSON.parse(line)));
  const relay = await startRelay({ ...loadConfig({}), port: 0, firstDelayMs: 20, longestDelayMs: 100, ...settings });
  const call = async (method, path, body, headers = {}) => {
    const response = await fetch(`http://127.0.0.1:${relay.port}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  };
  return {
    call,
    lines,
    async stop() {
      await relay.stop();
      putBack();
    },
  };
}

/** A receiver that answers as it is told, one status after the other, the last for ever. */
export async function receiver(...statuses) {
  const received = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    received.push({ headers: request.headers, body });
    const answer = statuses[Math.min(received.length - 1, statuses.length - 1)] ?? 200;
    const { status, headers = {} } = typeof answer === 'number' ? { status: answer } : answer;
    response.writeHead(status, headers).end('ok');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/hook`,
    received,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Waits until something holds. */
export async function until(holds) {
  for (let turns = 0; turns < 500; turns++) {
    const found = await holds();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It never came to that.');
}
