import { pattern } from '../base/pattern';
import { secretShapes } from '../base/secretShapes';

/**
 * Shapes that must not reach a log either: there a word too much may be hidden, since nobody works with a log's text.
 * The first group, where there is one, is kept.
 */
const logShapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(\b(?:authorization|proxy-authorization)["']?\s*[:=]\s*["']?(?:bearer|basic|token)?\s*)[^\s"',;]+/gi,
  /(\bbearer\s+)[\w.~+/=-]{6,}/gi,
  pattern('gi')`
  ((?:api[-_ ]?key|access[-_ ]?token|auth[-_ ]?token|secret(?:[-_ ]?key)?
  |passw(?:or)?d)["']?\s*[:=]\s*["']?)[^\s"',;&]{4,}
`,
  /([?&](?:key|token|sig|signature|api[-_]key|access_token)=)[^&\s"']+/gi,
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi,
  /\bsk-[\w-]{8,}/g,
];

/** Replaces whatever looks like a key, token or password, and each of the given secrets, by `(hidden)`. */
export function redact(text: string, secrets: Iterable<string> = []): string {
  let clean = text;
  for (const secret of secrets) if (secret.length >= 4) clean = clean.replaceAll(secret, '(hidden)');
  for (const shape of [...logShapes, ...secretShapes])
    clean = clean.replace(shape, (_whole: string, kept: unknown) => `${typeof kept === 'string' ? kept : ''}(hidden)`);
  return clean;
}
