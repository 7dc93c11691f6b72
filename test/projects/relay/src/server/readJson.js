import { HttpError, badRequest } from './errors.js';

/** Reads a request's body as JSON; undefined where there is none. */
export async function readJson(incoming, { maxBytes }) {
  const parts = [];
  let size = 0;
  for await (const part of incoming) {
    size += part.length;
    if (size > maxBytes) throw new HttpError(413, `A body has at most ${maxBytes} bytes.`);
    parts.push(part);
  }
  if (size === 0) return undefined;
  const type = incoming.headers['content-type'] ?? '';
  if (!/^application\/json\b/.test(type)) throw new HttpError(415, 'Send JSON, with content-type application/json.');
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch (error) {
    throw badRequest(`The body is no JSON: ${error.message}`);
  }
}
