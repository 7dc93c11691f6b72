import { timingSafeEqual } from 'node:crypto';
import { HttpError } from './errors.js';

const open = new Set(['/health', '/metrics']);

/** Lets requests through that carry the token; all of them where there is none. */
export function authorize(token, handle) {
  if (!token) return handle;
  const wanted = Buffer.from(`Bearer ${token}`);
  return (request) => {
    if (open.has(request.path)) return handle(request);
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      throw new HttpError(401, 'The token is missing or wrong.');
    }
    return handle(request);
  };
}
