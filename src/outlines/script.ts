import { signatureOf, type OutlineEntry } from './outlineEntry';
import { codeLine, type CodeLine, bracedExtent, createSource, lineAt, type Extent, type Source } from './source';
import { statementEnd } from './statementEnd';

const lexis = { line: ['//'], block: [['/*', '*/']], quotes: '"\'', templates: true, regex: true } as const;

const declaration =
  /^\s*(?:@[\w.]+(?:\(.*?\))?\s+)*(export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(function|class|interface|enum|const enum|namespace|module|type|global)\b\s*\*?\s*([\w$.]+|["'])?/;
const variable = /^\s*(export\s+)?(?:declare\s+)?(?:const|let|var)\s+(?:([\w$]+)|(\{|\[))/;
const assignment = /^\s*((?:[\w$]+)(?:\.[\w$#]+|\[[^\]\n]*\])*)\s*=(?![=>])/;
const member =
  /^\s*(?:@[\w.]+(?:\(.*?\))?\s+)*(?:(?:public|private|protected|static|readonly|override|abstract|async|get|set|declare|accessor)\s+)*\*?\s*(#?[\w$]+|\[[^\]\n]+\]|["'][^"'\n]*["'])\s*[?!]?\s*([(<:=])/;
const reExport = /^\s*export\s+(?:type\s+)?(?:\*|\{)/;
const call = /^\s*((?:await\s+)?[\w$]+(?:\.[\w$]+)*)\s*\(/;
const nestable = /=>|\{|\b(?:function|class|type|export)\b|[(,=<+]\s*$/;
/** A `{` after these begins a type literal, not a body. */
const typeBrace = /(?:[:|&<,=]|\bextends)\s*$/;
/** Lines that begin another declaration, so that an overload without a semicolon ends before them. */
const nextDeclaration =
  /^\s*(?:@\w|(?:export|declare|abstract|async|function|class|interface|enum|type|const|let|var|import|namespace|public|private|protected|static)\s)/;
const functionStart = /\s*(?:async\s+)?(?:function\b|class\b|(?:[\w$]+\s*=>))/y;
const notNames = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'function',
  'return',
  'with',
  'else',
  'do',
  'try',
  'await',
  'new',
  'typeof',
  'case',
  'throw',
  'super',
  'import',
  'default',
  'const',
  'let',
  'var',
  'in',
  'of',
  'yield',
  'class',
  'delete',
  'void',
  'finally',
]);
const testCalls =
  /^(?:describe|it|test|suite|context|specify|bench|xit|xdescribe|fit|fdescribe|Deno\.test|QUnit\.test|QUnit\.module)(?:\.\w+)*$/;
const hookCalls = /^(?:before|after|beforeEach|afterEach|beforeAll|afterAll|setup|teardown|suiteSetup|suiteTeardown)$/;

/** Outline of JavaScript and TypeScript, JSX included. */
export function outlineScript(text: string): OutlineEntry[] {
  const source = createSource(text, lexis);
  const scan: Scan = { source, wrappers: wrappersOf(source), bodies: new Map() };
  const entries: OutlineEntry[] = [];
  for (let index = 0; index < source.starts.length; index++) {
    const line = codeLine(source, index);
    const { start, masked } = line;
    if (masked.length < 4 || !/[\w$'"]/.test(masked)) continue;
    const found = entryAt(scan, line);
    if (!found) continue;
    const { extent, name, kind, sign } = found;
    const end = Math.max(index, lineAt(source, extent.end));
    const from = start + (masked.length - masked.trimStart().length);
    const to = sign === 'whole' || extent.body === undefined ? extent.end + 1 : extent.body;
    const signature = signatureOf(source.text.slice(from, to)).replace(/[;,]$/, '');
    entries.push({ line: index + 1, end: end + 1, name, kind, signature });
  }
  return entries;
}

interface Found {
  readonly name: string;
  readonly kind: string;
  readonly extent: Extent;
  /** `head`: up to the body; `whole`: as much as fits. */
  readonly sign: 'head' | 'whole';
}

/** What a scan over the lines needs. */
interface Scan {
  readonly source: Source;
  readonly wrappers: ReadonlySet<number>;
  /** What the opening brackets of class, interface and enum bodies belong to. Found on the way. */
  readonly bodies: Map<number, string>;
}

function entryAt(scan: Scan, line: CodeLine): Found | undefined {
  const { source, wrappers } = scan;
  const { index, start, masked } = line;
  const parent = source.parent[index] ?? -1;
  const depth = source.depth[index] ?? 0;
  const inParens = parent >= 0 && source.masked[parent] !== '{';
  const atTop = wrappers.has(parent);
  const place = scan.bodies.get(parent);
  // Deep inside, only what can begin a function, a class or a type is looked at more closely.
  if (!atTop && !place && !nestable.test(masked)) return undefined;

  const declared = place ? null : declaration.exec(masked);
  if (declared && !(inParens && declared[2] !== 'function' && declared[2] !== 'class')) {
    const found = declarationAt(scan, line, declared);
    if (found) return found;
  }
  if (!place && reExport.test(masked) && atTop) {
    const end = statementEnd(source, start);
    return { name: masked.includes('*') ? '*' : 'export', kind: 'export', extent: { end }, sign: 'whole' };
  }
  if (!place && /^\s*export\s+default\b|^\s*export\s*=/.test(masked))
    return valueAt(source, start, 'default', 'export');
  const held = place ? null : variable.exec(masked);
  if (held) return variableAt(source, line, held, atTop);
  if (!place) {
    const assigned = assignment.exec(masked);
    if (assigned?.[1]) return assignmentAt(source, start, assigned, atTop);
  }
  if (parent >= 0 && source.masked[parent] === '{') {
    const found = memberAt(source, line, place);
    if (found) return found;
  }
  return callAt(source, line, depth - wrappers.size + 1);
}

function declarationAt(
  { source, bodies }: Scan,
  { start, masked }: CodeLine,
  declared: RegExpExecArray,
): Found | undefined {
  const keyword = declared[2] === 'const enum' ? 'enum' : (declared[2] ?? '');
  const rest = masked.slice(declared[0].length);
  let name = declared[3] ?? '';
  if (keyword === 'type') {
    if (!name || !/^\s*[=<]/.test(rest)) return undefined;
    return { name, kind: 'type', extent: { end: statementEnd(source, start) }, sign: 'whole' };
  }
  if (keyword === 'module' && !/^["']$/.test(name) && !/^\s*\{/.test(rest)) return undefined;
  if (keyword === 'global' && !/^\s*\{/.test(masked.slice(masked.indexOf('global') + 6))) return undefined;
  if (/^["']$/.test(name)) name = /["']([^"']*)["']/.exec(source.text.slice(start, start + masked.length))?.[1] ?? '';
  if (name === 'extends' || name === 'implements') name = '';
  if (!name && keyword === 'function' && !/^\s*export\b/.test(masked)) return undefined;
  if (!name && keyword === 'class' && !/^\s*export\b/.test(masked)) return undefined;
  if (keyword !== 'function' && keyword !== 'class' && keyword !== 'global' && !name) return undefined;
  if (keyword !== 'function' && keyword !== 'class' && !/^\s*(?:$|[{<"']|extends\b|[\w$. ]*["']?\s*\{)/.test(rest))
    return undefined;
  const extent = bracedExtent(source, start + declared[0].length, { inner: typeBrace, next: nextDeclaration });
  if (extent.body !== undefined && (keyword === 'class' || keyword === 'interface' || keyword === 'enum'))
    bodies.set(extent.body, keyword);
  return {
    name: name || (keyword === 'global' ? 'global' : 'default'),
    kind: keyword === 'module' || keyword === 'global' ? 'namespace' : keyword,
    extent,
    sign: keyword === 'interface' || keyword === 'enum' ? 'whole' : 'head',
  };
}

/** A value's extent, and whether it is a function or a class. */
function valueExtent(source: Source, valueStart: number, from: number): { extent: Extent; isFunction: boolean } {
  const end = statementEnd(source, from);
  const body = functionBody(source, valueStart, end);
  return { extent: body === undefined ? { end } : { end, ...(body >= 0 && { body }) }, isFunction: body !== undefined };
}

/**
 * For a value that is a function or class: the offset of its body where that has lines of its own, else -1; undefined
 * for another value.
 */
function functionBody(source: Source, valueStart: number, end: number): number | undefined {
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

function valueAt(source: Source, start: number, name: string, kind: string): Found {
  const valueStart =
    start + (/^\s*export\s*(?:default\b|=)/.exec(source.masked.slice(start, start + 200))?.[0].length ?? 0);
  const { extent, isFunction } = valueExtent(source, valueStart, start);
  return { name, kind: isFunction ? 'function' : kind, extent, sign: isFunction ? 'head' : 'whole' };
}

function variableAt(
  source: Source,
  { start, masked }: CodeLine,
  held: RegExpExecArray,
  atTop: boolean,
): Found | undefined {
  const [, exported, name, pattern] = held;
  if (pattern) {
    if (!exported) return undefined;
    const end = statementEnd(source, start);
    const names = /^\s*export\s+\w+\s+[{[]([^}\]]*)/.exec(source.text.slice(start, end + 1))?.[1] ?? '';
    return { name: names.replace(/\s+/g, ' ').trim(), kind: 'const', extent: { end }, sign: 'whole' };
  }
  const equals = masked.slice(held[0].length).search(/=(?![=>])/);
  const valueStart = start + held[0].length + equals + 1;
  if (
    atTop &&
    /^\s*(?:require\s*\(|import\s*\()/.test(source.masked.slice(valueStart, valueStart + 40)) &&
    equals >= 0 &&
    !exported
  )
    return undefined;
  const { extent, isFunction } =
    equals < 0
      ? { extent: { end: statementEnd(source, start) }, isFunction: false }
      : valueExtent(source, valueStart, start);
  const span = lineAt(source, extent.end) - lineAt(source, start) + 1;
  if (!atTop && !(isFunction && span >= 3)) return undefined;
  if (isFunction) return { name: name ?? '', kind: 'function', extent, sign: 'head' };
  // `const x = create('x', (a) => {` is shown up to the function's body.
  const callback = /(?:=>|\bfunction\b[^{}]*\))\s*\{\s*$/.test(masked)
    ? { ...extent, body: start + masked.lastIndexOf('{') }
    : extent;
  return { name: name ?? '', kind: 'const', extent: callback, sign: callback.body === undefined ? 'whole' : 'head' };
}

function assignmentAt(
  source: Source,
  start: number,
  [whole, target = '']: RegExpExecArray,
  atTop: boolean,
): Found | undefined {
  const { extent, isFunction } = valueExtent(source, start + whole.length, start);
  const exported = /^(?:module\.)?exports\b/.test(target);
  const span = lineAt(source, extent.end) - lineAt(source, start) + 1;
  const shown =
    exported || /\.prototype\b/.test(target)
      ? atTop || isFunction
      : target.includes('.') && isFunction && (atTop || span >= 3);
  if (!shown) return undefined;
  const name =
    target
      .replace(/^module\.exports$/, 'exports')
      .replace(/^.*[.[]/, '')
      .replace(/[\]"']/g, '') || target;
  const functionKind = /\.prototype\./.test(target) ? 'method' : 'function';
  return {
    name: target.endsWith(']') ? target : name,
    kind: isFunction ? functionKind : 'export',
    extent,
    sign: isFunction ? 'head' : 'whole',
  };
}

/** A method or function-valued property, in a class or in an object literal. */
function memberAt(source: Source, line: CodeLine, place: string | undefined): Found | undefined {
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

/**
 * A test, a hook, or a call near the top level that is given a name and a function (routes, listeners, registrations).
 */
function callAt(source: Source, { index, start, masked }: CodeLine, depth: number): Found | undefined {
  const found = call.exec(masked);
  const callee = found?.[1]?.replace(/^await\s+/, '');
  if (!found || !callee || notNames.has(callee)) return undefined;
  let paren = start + found[0].length - 1;
  let close = source.match[paren] ?? -1;
  if (close < 0) return undefined;
  const isTest = testCalls.test(callee);
  // it.each([…])('title', …)
  if (isTest && source.masked[close + 1] === '(') {
    paren = close + 1;
    close = source.match[paren] ?? close;
  }
  const title = /^\s*(["'`])((?:\\.|(?!\1)[\s\S])*)\1/.exec(source.text.slice(paren + 1, paren + 400))?.[2];
  const takesFunction =
    /=>\s*\{?\s*$|\bfunction\b[^{}]*\{?\s*$/.test(masked) ||
    (/\(\s*$/.test(masked) && /=>|\bfunction\b/.test(source.masked.slice(paren, Math.min(close, paren + 400))));
  if (isTest && title !== undefined)
    return { name: title, kind: 'test', extent: { end: close, body: bodyBrace(source, paren, close) }, sign: 'head' };
  if (
    hookCalls.test(callee) &&
    /^\s*(?:async\s*)?(?:function\b|\(|[\w$]+\s*=>)/.test(source.masked.slice(paren + 1, paren + 60))
  )
    return { name: callee, kind: 'test', extent: { end: close, body: bodyBrace(source, paren, close) }, sign: 'head' };
  if (depth <= 1 && title !== undefined && takesFunction && lineAt(source, close) - index >= 2)
    return {
      name: `${callee} ${title}`,
      kind: 'call',
      extent: { end: close, body: bodyBrace(source, paren, close) },
      sign: 'head',
    };
  return undefined;
}

/** The brace that opens the body of the function given to a call, where one does. */
function bodyBrace({ masked, match }: Source, paren: number, close: number): number | undefined {
  const head = /(?:=>|\))\s*\{/g;
  head.lastIndex = paren;
  const found = head.exec(masked);
  const brace = found ? found.index + found[0].length - 1 : -1;
  return brace > 0 && brace < close && (match[brace] ?? -1) > 0 ? brace : undefined;
}

/**
 * Where the top level is: -1 for outside of all brackets, and the opening braces of functions without a name that wrap
 * most of the file (UMD, IIFE, AMD).
 */
function wrappersOf(source: Source): Set<number> {
  const wrappers = new Set([-1]);
  let from = 0;
  let size = source.text.length;
  for (let depth = 0; depth < 3; depth++) {
    const window = source.masked.slice(from, from + 3000);
    const brace = [
      ...window.matchAll(/(?:^|[\s;!+(,])(?:async\s+)?(?:function\s*(?:\w+\s*)?\([^()]*\)|\([^()]*\)\s*=>)\s*\{/g),
    ]
      .map((each) => from + each.index + each[0].length - 1)
      .find((at) => (source.match[at] ?? -1) - at > size * 0.5);
    if (brace === undefined) break;
    const line = source.masked.slice(source.starts[lineAt(source, brace)], brace);
    if (/^\s*(?:export\b|(?:async\s+)?function\s+\w|(?:const|let|var)\s|module\.|exports\.)/.test(line)) break;
    wrappers.add(brace);
    from = brace + 1;
    size = (source.match[brace] ?? from) - from;
  }
  return wrappers;
}
