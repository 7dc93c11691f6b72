import { createHash } from 'node:crypto';

/** The first 32 hexadecimal characters of the SHA-256 of bytes; for a text's UTF-8 bytes the same as `hashText`. */
export function hashBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32);
}
