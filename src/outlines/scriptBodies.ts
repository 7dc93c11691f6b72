import { typeBrace } from './scriptRules';
import { bracedExtent, lineAt, type Extent, type Source } from './source';
import { statementEnd } from './statementEnd';

const functionStart = /\s*(?:async\s+)?(?:function\b|class\b|(?:[\w$]+\s*=>))/y;

/** A value's extent, and whether it is a function or a class. */
export function valueExtent(source: Source, valueStart: number, from: number): { extent: Extent; isFunction: boolean } {
  const end = statementEnd(source, from);
  const body = functionBody(source, valueStart, end);
  return { extent: body === undefined ? { end } : { end, ...(body >= 0 && { body }) }, isFunction: body !== undefined };
}

/**
 * For a value that is a function or class: the offset of its body where that has lines of its own, else -1; undefined
 * for another value.
 */
export function functionBody(source: Source, valueStart: number, end: number): number | undefined {
  const { masked, match } = source;
  let at = valueStart;
  while (at < end && /\s/.test(masked[at] ?? '')) at++;
  // What only wraps a function counts as one: memo(…), React.forwardRef(…), chained assignments.
  const wrapped =
    /(?:(?:(?:React\.)?[\w$]+(?:<[^>\n]*>)?)?\(\s*(?=async\b|function\b|class\b|\(|[\w$.]+\s*\(|[\w$]+\s*=>)|[\w$.]+\s*=(?![=>])\s*)*/y;
  wrapped.lastIndex = at;
  const inner = at + (wrapped.exec(masked)?.[0].length ?? 0);
  for (const from of inner === at ? [at] : [inner, at]) {
    functionStart.lastIndex = from;
    const head = functionStart.exec(masked);
    if (head) {
      const extent = bracedExtent(source, from, { inner: typeBrace });
      return extent.body !== undefined && extent.body <= end ? extent.body : -1;
    }
    let here = from;
    if (masked.startsWith('async', here)) here += 5;
    while (/\s/.test(masked[here] ?? '')) here++;
    if (masked[here] === '<') here = masked.indexOf('(', here);
    if (here < 0 || masked[here] !== '(' || (match[here] ?? -1) < 0) continue;
    const after = masked.slice((match[here] ?? 0) + 1, (match[here] ?? 0) + 400);
    const arrow = /^\s*(?::[^=;]*?(?:=>[^=;]*?)?)?=>\s*/.exec(after);
    if (!arrow) continue;
    const body = (match[here] ?? 0) + 1 + arrow[0].length;
    return masked[body] === '{' || lineAt(source, body) < lineAt(source, end) ? body : -1;
  }
  return undefined;
}

/** The brace that opens the body of the function given to a call, where one does. */
export function bodyBrace({ masked, match }: Source, paren: number, close: number): number | undefined {
  const head = /(?:=>|\))\s*\{/g;
  head.lastIndex = paren;
  const found = head.exec(masked);
  const brace = found ? found.index + found[0].length - 1 : -1;
  return brace > 0 && brace < close && (match[brace] ?? -1) > 0 ? brace : undefined;
}
