import { signatureOf, type OutlineEntry } from './outlineEntry';
import { valueExtent } from './scriptBodies';
import { callAt } from './scriptCalls';
import { memberAt } from './scriptMembers';
import { nextDeclaration, typeBrace, type Found } from './scriptRules';
import { bracedExtent, codeLine, createSource, lineAt, type CodeLine, type Source } from './source';
import { statementEnd } from './statementEnd';

export const scriptLexis = {
  line: ['//'],
  block: [['/*', '*/']],
  quotes: '"\'',
  templates: true,
  regex: true,
} as const;

const declaration =
  /^\s*(?:@[\w.]+(?:\(.*?\))?\s+)*(export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(function|class|interface|enum|const enum|namespace|module|type|global)\b\s*\*?\s*([\w$.]+|["'])?/;
const variable = /^\s*(export\s+)?(?:declare\s+)?(?:const|let|var)\s+(?:([\w$]+)|(\{|\[))/;
const assignment = /^\s*((?:[\w$]+)(?:\.[\w$#]+|\[[^\]\n]*\])*)\s*=(?![=>])/;
const reExport = /^\s*export\s+(?:type\s+)?(?:\*|\{)/;
const nestable = /=>|\{|\b(?:function|class|type|export)\b|[(,=<+]\s*$/;
/** Outline of JavaScript and TypeScript, JSX included. */
export function outlineScript(text: string): OutlineEntry[] {
  const source = createSource(text, scriptLexis);
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
