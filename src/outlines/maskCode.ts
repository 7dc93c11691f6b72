import { endOfDirective, endOfRegex, endOfString } from './codeEnds';
import { createMask, hide, maskedText, put, type Mask } from './mask';

/** How a language writes what is not code. */
export interface Lexis {
  /** Starts of comments that end with their line. */
  readonly line?: readonly string[];
  readonly block?: readonly (readonly [string, string])[];
  /** Characters that open and close strings of one line. */
  readonly quotes?: string;
  /** Characters that open and close strings of any number of lines. */
  readonly multi?: string;
  /** `"""` and `'''`. */
  readonly triple?: boolean;
  /** `${…}` in strings of backticks is code. */
  readonly templates?: boolean;
  /** `/…/` may be a regular expression. */
  readonly regex?: boolean;
  /** A line that begins with `#` is a directive; a backslash at its end continues it. */
  readonly directives?: boolean;
  /** `'` opens a character only when it closes soon (lifetimes, digit separators and generics use it too). */
  readonly shortChars?: boolean;
}

const beforeRegex =
  /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|delete|void|throw|new|do|else|await|yield))\s*$/;

/** Where a scan over a text stands. */
interface Scan {
  readonly mask: Mask;
  readonly lexis: Lexis;
  /** Open braces around the present offset; counted where the language has templates. */
  depth: number;
  /** Open `${`, as the depth of braces outside each. */
  readonly templates: number[];
  readonly onComment: OnComment;
}

/** Hears where each comment begins and ends, as offsets. */
type OnComment = (from: number, to: number) => void;

/**
 * The text with comments, directives and the insides of strings turned into spaces: as long as before, lines where they
 * were. Quotes stay, so that what follows a string can be told from what follows an operator; strings that may span
 * lines stand in round brackets instead, so that their lines are seen to belong together.
 */
export function maskCode(text: string, lexis: Lexis, onComment: OnComment = () => {}): string {
  const scan: Scan = { mask: createMask(text), lexis, depth: 0, templates: [], onComment };
  const special = specialCharacters(lexis);
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code > 127 || special[code] === 0) at++;
    else at = passComment(scan, at) ?? passLiteral(scan, at) ?? passBrace(scan, at);
  }
  return maskedText(scan.mask);
}

/** By its code, whether an ASCII character may begin something that is not plain code. */
function specialCharacters(lexis: Lexis): Uint8Array {
  const starts = [...(lexis.line ?? []), ...(lexis.block ?? []).map(([open]) => open)].map((each) => each[0] ?? '');
  const special = new Uint8Array(128);
  for (const char of [
    ...starts,
    ...(lexis.quotes ?? ''),
    ...(lexis.multi ?? ''),
    ...(lexis.templates ? '`{}' : ''),
    ...(lexis.regex ? '/' : ''),
    ...(lexis.shortChars ? "'" : ''),
    ...(lexis.directives ? '#' : ''),
  ])
    special[char.charCodeAt(0)] = 1;
  return special;
}

const none: readonly never[] = [];

/** Hides a comment that begins here; gives the index after it. */
function passComment({ mask, lexis: { block = none, line = none }, onComment }: Scan, at: number): number | undefined {
  const { text } = mask;
  for (const [open, close] of block) {
    if (!text.startsWith(open, at)) continue;
    const end = text.indexOf(close, at + open.length);
    const next = end < 0 ? text.length : end + close.length;
    hide(mask, at, next);
    onComment(at, next);
    return next;
  }
  for (const open of line) {
    if (!text.startsWith(open, at)) continue;
    const end = text.indexOf('\n', at);
    const next = end < 0 ? text.length : end;
    hide(mask, at, next);
    onComment(at, next);
    return next;
  }
  return undefined;
}

/**
 * Hides a directive, or the inside of a string or regular expression, that begins here; gives the index to go on at.
 */
function passLiteral({ mask, lexis }: Scan, at: number): number | undefined {
  const { text } = mask;
  const char = text[at] ?? '';
  if (lexis.triple && (text.startsWith('"""', at) || text.startsWith("'''", at))) return passTriple(mask, at);
  if (lexis.directives && char === '#') return passDirective(mask, at);
  if (lexis.multi?.includes(char)) return passMultiline(mask, at, char);
  if (char === "'" && lexis.shortChars) return passShortCharacter(mask, at);
  if (lexis.quotes?.includes(char)) return passQuoted(mask, at, char);
  if (lexis.regex && char === '/') return passRegex(mask, at);
  return undefined;
}

/** A string of three quotes at each end. */
function passTriple(mask: Mask, at: number): number {
  const { text } = mask;
  const end = text.indexOf(text.slice(at, at + 3), at + 3);
  const next = end < 0 ? text.length : end + 3;
  put(mask, at, '(');
  hide(mask, at + 1, next - 1);
  if (end >= 0) put(mask, next - 1, ')');
  return next;
}

/** A `#` is a directive only where its line begins. */
function passDirective(mask: Mask, at: number): number {
  const { text } = mask;
  if (text.slice(text.lastIndexOf('\n', at) + 1, at).trim() !== '') return at + 1;
  const end = endOfDirective(text, at);
  hide(mask, at, end);
  return Math.max(end, at + 1);
}

function passMultiline(mask: Mask, at: number, quote: string): number {
  const end = endOfString(mask.text, at, quote, true);
  put(mask, at, '(');
  hide(mask, at + 1, end - 1);
  if (end - 1 > at) put(mask, end - 1, ')');
  return end;
}

function passShortCharacter(mask: Mask, at: number): number {
  const short = /'(?:\\(?:u\{?[0-9a-fA-F]+\}?|x[0-9a-fA-F]+|.)|[^\\'\n])'/y;
  short.lastIndex = at;
  const found = short.exec(mask.text);
  if (!found) return at + 1;
  hide(mask, at + 1, at + found[0].length - 1);
  return at + found[0].length;
}

function passQuoted(mask: Mask, at: number, quote: string): number {
  const end = endOfString(mask.text, at, quote, false);
  hide(mask, at + 1, mask.text[end - 1] === quote && end - 1 > at ? end - 1 : end);
  return end;
}

/** A `/` begins a regular expression unless it divides or closes a tag. */
function passRegex(mask: Mask, at: number): number {
  const { text } = mask;
  if (text[at - 1] === '<' || !beforeRegex.test(text.slice(Math.max(0, at - 24), at))) return at + 1;
  const end = endOfRegex(text, at);
  if (end === undefined) return at + 1;
  put(mask, at, '"');
  hide(mask, at + 1, end - 1);
  put(mask, end - 1, '"');
  return end;
}

/** Passes one character; in a language with templates, braces and backticks tell what is code. */
function passBrace(scan: Scan, at: number): number {
  const { mask, lexis, templates } = scan;
  if (!lexis.templates) return at + 1;
  const char = mask.text[at];
  if (char === '`') {
    put(mask, at, '(');
    return passTemplate(scan, at + 1);
  }
  if (char === '{') scan.depth++;
  if (char !== '}') return at + 1;
  scan.depth = Math.max(0, scan.depth - 1);
  if (templates.at(-1) !== scan.depth) return at + 1;
  templates.pop();
  return passTemplate(scan, at + 1);
}

/** Hides a template's text up to its end or to its next `${`. */
function passTemplate(scan: Scan, from: number): number {
  const { mask } = scan;
  const { text } = mask;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '`') {
      hide(mask, from, at);
      put(mask, at, ')');
      return at + 1;
    } else if (char === '$' && text[at + 1] === '{') {
      hide(mask, from, at + 1);
      scan.templates.push(scan.depth);
      scan.depth++;
      return at + 2;
    }
  }
  hide(mask, from, text.length);
  return text.length;
}
