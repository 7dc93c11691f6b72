import { pattern } from './pattern';

/**
 * What keys, tokens and passwords look like. A shape's first group, where there is one, is kept: it only says what
 * follows.
 */
const unmistakable: readonly RegExp[] = [
  // The body may be cut off, or stand in a JSON text with `\n` for its line ends.
  pattern('g')`
  -----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?=[\s\\nr]*[\w+/=:,-]{8})(?:
  [\s\S]{0,20000}?-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|[\w+/=\s\\:,-]*)
`,
  pattern('g')`
  \b(?:gh[pousr]_\w{16,}|github_pat_\w{16,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{8,}|AIza[\w-]{20,}|(?:AKIA
  |ASIA)[A-Z0-9]{12,}|npm_\w{20,}|hf_\w{16,}|gsk_\w{16,}|xai-[\w-]{16,}|[sr]k_(?:live|test)_\w{10,}
  |SG\.[\w-]{16,}\.[\w-]{16,}|dop_v1_\w{16,}|pypi-[\w-]{16,})
`,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /(\bhooks\.slack\.com\/services\/)[\w/]{20,}/g,
];

/** What is no value but the place for one: `${token}`, `<password>`, `{{key}}`, `%s`, `***`. */
const place = '(?![$<{%*(\\[]|process\\.env|import\\.meta|os\\.environ)';
const names =
  '(?:passw(?:or)?d|passphrase|secret|api[-_ ' +
  ']?key|(?:access|auth|refresh|bearer|bot|deploy|api|personal|client)[-_ ' +
  ']?token|(?:secret|private|access|account|encryption|signing)[-_ ]?(?:access[-_ ]?)?key|client[-_ ]?secret)';

/** Shapes that need a look at what stands around them. */
const bySurroundings: readonly RegExp[] = [
  new RegExp(
    `(\\bauthorization["'\\\\]*\\s*[:=]\\s*["'\`]?(?:basic|token|digest|negotiate)\\s+)${place}[^\\s"'\`,;]{6,}`,
    'gi',
  ),
  /(\bbearer\s+)(?=[\w.~+/=-]*[\d.~+/=_-])[\w.~+/=-]{12,}/gi,
  new RegExp(
    `([?&](?:key|token|sig|signature|api[-_]?key|access_token|auth|password|secret)=)${place}[^&\\s"'\`<>]{6,}`,
    'gi',
  ),
  new RegExp(`(\\b[a-z][a-z0-9+.-]{1,20}:\\/\\/[^\\s/:@"'<>]{0,80}:)${place}[^\\s/"'<>]{1,200}(?=@)`, 'gi'),
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)(?=[\w-]*\d)[\w-]{20,}(?=@)/gi,
  /\bsk-(?=[\w-]*\d)[\w-]{16,}/g,
  // NAME=value, --name=value
  new RegExp(`(${names}=)${place}(?![\\w.]+[([])[^\\s"'\`<>,;&|)]{4,}`, 'gi'),
  // name: "value", also inside of another string
  new RegExp(`(${names}\\\\*["'\`]?\\s*(?::|=>?)\\s*\\\\*(["'\`]))${place}[^\\s"'\`\\\\]{6,}(?=\\\\*\\2)`, 'gi'),
  /(\b_?token\\*["'`]?\s*[:=]\s*\\*["'`]?)(?=[^\s"'`]*\d)(?=[^\s"'`]*[a-z])[\w.~+/=-]{16,}(?=["'`\\\s]|$)/gi,
  // A line of a settings file: name: value, name = value
  new RegExp(
    `(^[ \\t]*(?:[-\\d|]+[ \\t]+)?[\\w.-]{0,40}${names}[ \\t]*[:=][ ` +
      `\\t]*)${place}(?=\\S*\\d)[^\\s"'\`(){}[\\],;]{8,}(?=[ \\t]*$)`,
    'gim',
  ),
  new RegExp(`(${names}\\s*[:=]\\s*)(?=[a-zA-Z0-9/+]*\\d)(?=[a-zA-Z0-9/+]*[a-z])[a-zA-Z0-9/+]{32,}={0,2}`, 'gi'),
];

/** The shapes that nothing but a secret has, wherever it stands. */
export const secretShapes = unmistakable;

/** Whether a field of this name holds a password, key or token. */
export function isSecretName(name: string): boolean {
  return new RegExp(`^[\\w.-]{0,40}(?:${names}|[-_]token|^token|credentials?)$`, 'i').test(name);
}

/**
 * Puts `marker` in the place of whatever looks like a key, token, password or private key. Careful with code: what
 * merely talks of secrets, a type or a call, stays. `[` must be the marker's first character.
 */
export function hideSecrets(text: string, marker: string): string {
  let clean = text;
  for (const shape of [...unmistakable, ...bySurroundings])
    clean = clean.replace(shape, (_whole: string, kept: unknown) => `${typeof kept === 'string' ? kept : ''}${marker}`);
  return clean;
}
