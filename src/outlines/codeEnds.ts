/** Index after the string's closing quote; a string of one line ends with its line at the latest. */
export function endOfString(text: string, start: number, quote: string, multi: boolean): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === quote) return at + 1;
    else if (char === '\n' && !multi) return at;
  }
  return text.length;
}

/** Index after a regular expression that starts here, or undefined when its line holds no end. */
export function endOfRegex(text: string, start: number): number | undefined {
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
export function endOfDirective(text: string, start: number): number {
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
