import { createHmac, timingSafeEqual } from 'node:crypto';

/** How old a signature may be, in seconds. */
const tolerance = 300;

/** The header `relay-signature` of a body: `t=<seconds>,v1=<hex>`. */
export function sign(body, secret, now = Date.now()) {
  const time = Math.floor(now / 1000);
  return `t=${time},v1=${digest(body, secret, time)}`;
}

/** Whether a signature belongs to a body and is not too old; for receivers. */
export function verify(body, signature, secret, now = Date.now()) {
  const parts = Object.fromEntries(signature.split(',').map((part) => part.split('=', 2)));
  const time = Number(parts.t);
  if (!Number.isInteger(time) || Math.abs(now / 1000 - time) > tolerance) return false;
  const [given, wanted] = [Buffer.from(parts.v1 ?? ''), Buffer.from(digest(body, secret, time))];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function digest(body, secret, time) {
  return createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
}
