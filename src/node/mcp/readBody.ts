import type { IncomingMessage } from 'node:http';
import type { Refusal } from './guard';

export interface BodyLimits {
  readonly bytes: number;
  /** Until the whole body is there, in milliseconds. */
  readonly ms: number;
}

/** A request's body as JSON, or why it is refused: too large, too slow, not JSON, or cut off. */
export function readBody(request: IncomingMessage, limits: BodyLimits): Promise<{ body: unknown } | Refusal> {
  const tooLarge = { status: 413, message: `The body is larger than ${limits.bytes} bytes.` };
  if (Number(request.headers['content-length'] ?? 0) > limits.bytes) return Promise.resolve(tooLarge);
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    const end = (result: { body: unknown } | Refusal) => {
      clearTimeout(timer);
      request.removeAllListeners('data');
      resolve(result);
    };
    const timer = setTimeout(
      () => end({ status: 408, message: `The body did not come within ${limits.ms / 1000} s.` }),
      limits.ms,
    );
    request.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > limits.bytes) return end(tooLarge);
      parts.push(part);
    });
    request.once('end', () => end(parsed(Buffer.concat(parts).toString('utf8'))));
    request.once('error', () => end({ status: 400, message: 'The body was cut off.' }));
    request.once('close', () => end({ status: 400, message: 'The body was cut off.' }));
  });
}

function parsed(text: string): { body: unknown } | Refusal {
  try {
    return { body: JSON.parse(text) as unknown };
  } catch {
    return { status: 400, message: 'The body is not JSON.' };
  }
}
