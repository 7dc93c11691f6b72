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

const spaces = ' '.repeat(1024);

/** Adds what stands between two offsets, other characters than line breaks as spaces. */
function addBlank(out: string[], text: string, from: number, to: number): void {
  let at = from;
  while (at < to) {
    let stop = text.indexOf('\n', at);
    if (stop < 0 || stop > to) stop = to;
    const length = stop - at;
    if (length > 0) out.push(length <= 1024 ? spaces.slice(0, length) : ' '.repeat(length));
    if (stop < to) out.push('\n');
    at = stop + 1;
  }
}

/** Index after the string's closing quote; a string of one line ends with its line at the latest. */
function endOfString(text: string, start: number, quote: string, multi: boolean): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === quote) return at + 1;
    else if (char === '\n' && !multi) return at;
  }
  return text.length;
}

/** Index after a regular expression that starts here, or undefined when its line holds no end. */
function endOfRegex(text: string, start: number): number | undefined {
  let inClass = false;
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\n') return undefined;
    if (char === '\\') at++;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return at + 1;
  }
  return undefined;
}

/**
 * Index after a preprocessor directive, its continued lines included. An `#else` whose branch opens other brackets than
 * it closes goes up to its `#endif`: only one of the branches is code at a time.
 */
function endOfDirective(text: string, start: number): number {
  let end = start;
  do end = text.indexOf('\n', end + 1);
  while (end > 0 && /\\\r?$/.test(text.slice(Math.max(0, end - 2), end)));
  if (end < 0) return text.length;
  if (!/^#\s*(?:else|elif)\b/.test(text.slice(start, start + 20))) return end;
  let nested = 0;
  const directive = /^[ \t]*#\s*(if|endif)/gm;
  directive.lastIndex = end;
  for (let found = directive.exec(text); found; found = directive.exec(text)) {
    if (found[1] === 'if') nested++;
    else if (nested-- === 0) {
      const branch = text.slice(end, found.index);
      return branch.split('{').length === branch.split('}').length ? end : found.index;
    }
  }
  return end;
}

/**
 * The text with comments, directives and the insides of strings turned into spaces: as long as before, lines where they
 * were. Quotes stay, so that what follows a string can be told from what follows an operator; strings that may span
 * lines stand in round brackets instead, so that their lines are seen to belong together.
 */
export function maskCode(text: string, lexis: Lexis): string {
  const out: string[] = [];
  let kept = 0;
  const put = (at: number, char: string): void => {
    out.push(text.slice(kept, at), char);
    kept = at + 1;
  };
  const hide = (from: number, to: number): void => {
    if (to <= from) return;
    out.push(text.slice(kept, from));
    addBlank(out, text, from, to);
    kept = to;
  };
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
  /** Open `${`, as the depth of braces outside each. */
  const templates: number[] = [];
  let depth = 0;
  const template = (from: number): number => {
    for (let at = from; at < text.length; at++) {
      const char = text[at];
      if (char === '\\') at++;
      else if (char === '`') {
        hide(from, at);
        put(at, ')');
        return at + 1;
      } else if (char === '$' && text[at + 1] === '{') {
        hide(from, at + 1);
        templates.push(depth);
        depth++;
        return at + 2;
      }
    }
    hide(from, text.length);
    return text.length;
  };
  let at = 0;
  scan: while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code > 127 || special[code] === 0) {
      at++;
      continue;
    }
    const char = text[at] ?? '';
    for (const [open, close] of lexis.block ?? []) {
      if (!text.startsWith(open, at)) continue;
      const end = text.indexOf(close, at + open.length);
      const next = end < 0 ? text.length : end + close.length;
      hide(at, next);
      at = next;
      continue scan;
    }
    for (const open of lexis.line ?? []) {
      if (!text.startsWith(open, at)) continue;
      const end = text.indexOf('\n', at);
      hide(at, end < 0 ? text.length : end);
      at = end < 0 ? text.length : end;
      continue scan;
    }
    if (lexis.triple && (text.startsWith('"""', at) || text.startsWith("'''", at))) {
      const end = text.indexOf(text.slice(at, at + 3), at + 3);
      const next = end < 0 ? text.length : end + 3;
      put(at, '(');
      hide(at + 1, next - 1);
      if (end >= 0) put(next - 1, ')');
      at = next;
    } else if (lexis.directives && char === '#') {
      const end = text.slice(text.lastIndexOf('\n', at) + 1, at).trim() === '' ? endOfDirective(text, at) : at;
      hide(at, end);
      at = Math.max(end, at + 1);
    } else if (lexis.templates && char === '`') {
      put(at, '(');
      at = template(at + 1);
    } else if (lexis.templates && char === '{') {
      depth++;
      at++;
    } else if (lexis.templates && char === '}') {
      depth = Math.max(0, depth - 1);
      at++;
      if (templates.length > 0 && templates[templates.length - 1] === depth) {
        templates.pop();
        at = template(at);
      }
    } else if (lexis.multi?.includes(char)) {
      const end = endOfString(text, at, char, true);
      put(at, '(');
      hide(at + 1, end - 1);
      if (end - 1 > at) put(end - 1, ')');
      at = end;
    } else if (char === "'" && lexis.shortChars) {
      const short = /'(?:\\(?:u\{?[0-9a-fA-F]+\}?|x[0-9a-fA-F]+|.)|[^\\'\n])'/y;
      short.lastIndex = at;
      const found = short.exec(text);
      if (found) hide(at + 1, at + found[0].length - 1);
      at += found ? found[0].length : 1;
    } else if (lexis.quotes?.includes(char)) {
      const end = endOfString(text, at, char, false);
      hide(at + 1, text[end - 1] === char && end - 1 > at ? end - 1 : end);
      at = end;
    } else if (
      lexis.regex &&
      char === '/' &&
      text[at - 1] !== '<' &&
      beforeRegex.test(text.slice(Math.max(0, at - 24), at))
    ) {
      const end = endOfRegex(text, at);
      if (end !== undefined) {
        out.push(text.slice(kept, at), '"', ' '.repeat(end - at - 2), '"');
        kept = end;
      }
      at = end ?? at + 1;
    } else at++;
  }
  out.push(text.slice(kept));
  return out.join('');
}
