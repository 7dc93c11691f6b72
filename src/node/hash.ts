import { createHash } from 'node:crypto';

/** The first 32 hexadecimal characters of a text's SHA-256 (its UTF-8 bytes). */
export function hashText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 32);
}
