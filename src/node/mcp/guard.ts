import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is refused. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Whether a request may come in, by its head alone. Names that lead to this machine by somebody else's DNS, pages of
 * other origins and callers without the token are refused; undefined lets it in.
 */
export function refusalOf(request: IncomingMessage, port: number, token: string): Refusal | undefined {
  const { headers } = request;
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!own.includes((headers.host ?? '').toLowerCase()))
    return { status: 403, message: 'This server answers only to 127.0.0.1 and localhost.' };
  if (headers.origin !== undefined && !own.some((host) => headers.origin === `http://${host}`))
    return { status: 403, message: 'Requests from web pages are refused.' };
  if (pathOf(request) !== '/mcp') return { status: 404, message: 'There is only /mcp.' };
  if (!isToken(headers.authorization, token))
    return {
      status: 401,
      message: 'The token is missing or wrong. “Flux: Copy MCP Configuration” in VS Code copies it.',
      headers: { 'WWW-Authenticate': 'Bearer realm="flux"' },
    };
  return undefined;
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

function isToken(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  return given !== undefined && token !== '' && timingSafeEqual(digest(given), digest(token));
}

/** Of equal length, as the comparison wants it. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
