import { randomBytes } from 'node:crypto';

/** An id that sorts by the time it was made: `msg_` and 8 digits of time, then chance. */
export function newId(prefix, now = Date.now()) {
  return `${prefix}_${now.toString(36).padStart(9, '0')}${randomBytes(6).toString('hex')}`;
}
