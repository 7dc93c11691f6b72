/** Shapes of keys, tokens and passwords that must not reach a log. The first group, where there is one, is kept. */
const secretShapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(\b(?:authorization|proxy-authorization)["']?\s*[:=]\s*["']?(?:bearer|basic|token)?\s*)[^\s"',;]+/gi,
  /(\bbearer\s+)[\w.~+/=-]{6,}/gi,
  /((?:api[-_ ]?key|access[-_ ]?token|auth[-_ ]?token|secret(?:[-_ ]?key)?|passw(?:or)?d)["']?\s*[:=]\s*["']?)[^\s"',;&]{4,}/gi,
  /([?&](?:key|token|sig|signature|api[-_]key|access_token)=)[^&\s"']+/gi,
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi,
  /\bsk-[\w-]{8,}/g,
  /\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{8,}|AIza[\w-]{20,}|AKIA[A-Z0-9]{12,}|npm_\w{20,}|hf_\w{16,}|gsk_\w{16,}|xai-[\w-]{16,})/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
];

/** Replaces whatever looks like a key, token or password, and each of the given secrets, by `(hidden)`. */
export function redact(text: string, secrets: Iterable<string> = []): string {
  let clean = text;
  for (const secret of secrets) if (secret.length >= 4) clean = clean.replaceAll(secret, '(hidden)');
  for (const shape of secretShapes) clean = clean.replace(shape, (_whole: string, kept: unknown) => `${typeof kept === 'string' ? kept : ''}(hidden)`);
  return clean;
}
