import { createServer } from 'node:http';
import { log } from '../log.js';
import { HttpError } from './errors.js';
import { readJson } from './readJson.js';
import { send, sendError } from './respond.js';

/** An HTTP server whose handler gets `{ method, path, query, headers, body }` and returns `{ status, body, type }`. */
export function startServer({ port, maxBodyBytes, handle }) {
  const server = createServer(async (incoming, response) => {
    const begun = Date.now();
    const url = new URL(incoming.url, 'http://localhost');
    try {
      const body = await readJson(incoming, { maxBytes: maxBodyBytes });
      const answer = await handle({
        method: incoming.method,
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        body,
      });
      send(response, answer);
    } catch (error) {
      if (!(error instanceof HttpError)) log('error', 'request failed', { path: url.pathname, error: error.stack });
      sendError(response, error);
    }
    log('debug', 'request', {
      method: incoming.method,
      path: url.pathname,
      status: response.statusCode,
      ms: Date.now() - begun,
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      resolve({
        port: server.address().port,
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeIdleConnections();
          }),
      });
    });
  });
}
