/** A stretch of a text, `end` behind its last sign. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** More objects than that are not looked at in one answer. */
const mostTries = 300;

/**
 * The outermost stretches from a `{` to the bracket that closes it, in order. Where `isObject` refuses a stretch (words
 * that happen to hold brackets), what stands within it is looked at. `unended`: where an object begins, by `begins`,
 * that never closes.
 */
export function jsonSpans(
  text: string,
  isObject: (span: Span) => boolean,
  begins = beginsObject,
): { readonly spans: readonly Span[]; readonly unended?: number } {
  const spans: Span[] = [];
  let from = 0;
  for (let tries = 0; tries < mostTries; tries++) {
    const start = text.indexOf('{', from);
    if (start < 0) break;
    const end = endOfObject(text, start);
    if (end === undefined) {
      if (begins(text, start)) return { spans, unended: start };
      from = start + 1;
      continue;
    }
    const span = { start, end };
    const fits = isObject(span);
    if (fits) spans.push(span);
    from = fits ? end : start + 1;
  }
  return { spans };
}

/** Whether a bracket begins an object: a key stands behind it. In a code span of a sentence it means nothing. */
export function beginsObject(text: string, start: number): boolean {
  return text[start - 1] !== '`' && /^\{\s*(?:(["'“]?)[\w$.-]+["'”]?\s*:|$)/.test(text.slice(start, start + 200));
}

/** Behind the bracket that closes the one at `start`. A bracket that was forgotten inside is passed over. */
function endOfObject(text: string, start: number): number | undefined {
  const open: string[] = [];
  const signs = /"(?:[^"\\]|\\[\s\S])*"|"|[{}[\]]|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  signs.lastIndex = start;
  for (let found = signs.exec(text); found; found = signs.exec(text)) {
    const [sign] = found;
    if (sign === '"') return undefined;
    if (sign === '{' || sign === '[') open.push(sign === '{' ? '}' : ']');
    else if (sign === '}' || sign === ']') {
      const at = open.lastIndexOf(sign);
      if (at >= 0) open.length = at;
      if (open.length === 0) return signs.lastIndex;
    }
  }
  return undefined;
}
