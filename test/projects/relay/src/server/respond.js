import { HttpError } from './errors.js';

export function send(response, { status = 200, body, type = 'application/json', headers = {} }) {
  if (body === undefined) {
    response.writeHead(status === 200 ? 204 : status, headers).end();
    return;
  }
  const text = type === 'application/json' ? JSON.stringify(body) : String(body);
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, ...headers }).end(text);
}

/** What went wrong, for the client; what is our fault is not told in detail. */
export function sendError(response, error) {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = error instanceof HttpError;
  send(response, {
    status: known ? error.status : 500,
    body: { error: known ? error.message : 'Something went wrong.', ...(known && error.details ? { details: error.details } : {}) },
  });
}
