import { functionBody } from './scriptBodies';
import { nextDeclaration, notNames, typeBrace, type Found } from './scriptRules';
import { bracedExtent, lineAt, type CodeLine, type Source } from './source';
import { statementEnd } from './statementEnd';

const member =
  /^\s*(?:@[\w.]+(?:\(.*?\))?\s+)*(?:(?:public|private|protected|static|readonly|override|abstract|async|get|set|declare|accessor)\s+)*\*?\s*(#?[\w$]+|\[[^\]\n]+\]|["'][^"'\n]*["'])\s*[?!]?\s*([(<:=])/;

/** A method or function-valued property, in a class or in an object literal. */
export function memberAt(source: Source, line: CodeLine, place: string | undefined): Found | undefined {
  const { index, start, masked } = line;
  const found = member.exec(masked);
  const raw = found?.[1];
  // Between the members of a class no statement stands, so even `delete` and `default` are names there.
  if (!found || !raw || (notNames.has(raw) && place !== 'class') || place === 'enum' || place === 'interface')
    return undefined;
  const nameAt = start + found[0].lastIndexOf(raw);
  const name = source.text.slice(nameAt, nameAt + raw.length).replace(/^["']|["']$/g, '');
  const signAt = start + found[0].length - 1;
  const sign = found[2];
  if (sign === '(' || sign === '<') {
    const paren = sign === '(' ? signAt : source.masked.indexOf('(', signAt);
    const close = source.match[paren] ?? -1;
    if (close < 0) return undefined;
    const tail = source.masked.slice(close + 1, close + 600);
    if (place === 'class' ? !/^\s*[:{;]|^\s*\n|^\s*$/.test(tail) : !/^\s*\{|^\s*:[^;\n?]*\{\s*\n/.test(tail))
      return undefined;
    const extent = bracedExtent(source, close + 1, { inner: typeBrace, limit: 12, next: nextDeclaration });
    if (extent.body === undefined && place !== 'class') return undefined;
    return { name, kind: 'method', extent, sign: 'head' };
  }
  const isTyped = place === 'class' && sign !== '=';
  const valueStart = isTyped ? start + masked.search(/=(?![=>])/) + 1 : signAt + 1;
  if (valueStart <= start) return undefined;
  const limit =
    place === 'class' ? statementEnd(source, start) : propertyEnd(source, valueStart, source.parent[index] ?? -1);
  const body = functionBody(source, valueStart, limit);
  if (body === undefined) return undefined;
  const span = lineAt(source, limit) - index + 1;
  if (place !== 'class' && span < 3 && (source.depth[index] ?? 0) > 1) return undefined;
  return { name, kind: 'method', extent: { end: limit, ...(body >= 0 && { body }) }, sign: 'head' };
}

/** The last offset of a property's value: before the comma that ends it, or the end of its object. */
function propertyEnd({ masked, match }: Source, from: number, parent: number): number {
  const stop = parent >= 0 ? (match[parent] ?? masked.length) : masked.length;
  let last = from;
  for (let at = from; at < stop; at++) {
    const close = match[at] ?? -1;
    if (close >= 0) at = close;
    else if (masked[at] === ',') return last;
    if ((masked[at] ?? ' ').trim() !== '') last = at;
  }
  return last;
}
