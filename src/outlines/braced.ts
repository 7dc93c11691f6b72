import { annotations, notNames, rulesFor, type Rules } from './bracedRules';
import { signatureOf, type OutlineEntry } from './outlineEntry';
import {
  codeLine,
  type CodeLine,
  bracedExtent,
  createSource,
  lineAt,
  lineEnd,
  type Extent,
  type Source,
} from './source';

const leading = new RegExp(`^\\s*${annotations}`);

/** Words that may stand between a method's parameters and its body. */
const afterParameters =
  /^\s*(?:$|[{;:=]|(?:const|noexcept|override|final|volatile|throws|where|async|rethrows|requires|try|sync)\b|&{1,2}\s*(?:\{|;|$)|->|=>|__\w+|[A-Z_]{2,}\b|\[\[)/;

/** Outline of a language whose bodies are in braces, by the file's extension; undefined for other extensions. */
export function outlineBraced(text: string, extension: string): OutlineEntry[] | undefined {
  const own = rulesFor(extension);
  if (!own) return undefined;
  const source = createSource(text, own.lexis);
  const scan: Scan = { source, own, isHeader: /^h(?:pp|h|xx)?$/.test(extension), containers: new Set([-1]) };
  const entries: OutlineEntry[] = [];
  for (let index = 0; index < source.starts.length; index++) {
    const line = codeLine(source, index);
    const { masked } = line;
    if (own.lexis.directives && masked.trim() === '') {
      const macro = macroAt(source, index, line.start);
      if (macro) entries.push(macro);
      continue;
    }
    const parent = source.parent[index] ?? -1;
    const group = source.masked[parent] === '(';
    if ((!scan.containers.has(parent) && !group) || masked.length < 4 || !/\w/.test(masked)) continue;
    const found = declaredAt(scan, line, group) ?? (own.bare && !group ? callableAt(scan, line) : undefined);
    if (found) entries.push(found);
  }
  return entries;
}

/** What a scan over the lines needs. */
interface Scan {
  readonly source: Source;
  readonly own: Rules;
  /** Whether declarations without a body count everywhere. */
  readonly isHeader: boolean;
  /** Offsets of the braces whose members are listed; -1: the top level. Found on the way. */
  readonly containers: Set<number>;
}

/** What a keyword declares on this line. In a group in round brackets (Go's `type (…)`) only its own pattern counts. */
function declaredAt(scan: Scan, line: CodeLine, group: boolean): OutlineEntry | undefined {
  const { source, own, containers } = scan;
  const { start, masked } = line;
  for (const [pattern, fixed, container] of own.declarations) {
    if (group && !pattern.source.startsWith('^\\t')) continue;
    const found = pattern.exec(masked);
    if (!found) continue;
    const kind = found.groups?.kind?.replace(/\s+(?:class|struct)$/, '') || fixed || 'type';
    const extent = found[0].endsWith(';')
      ? { end: start + found[0].length - 1 }
      : extentOf(source, own, start, found[0].length);
    if (container) containers.add(extent.body ?? -1);
    if (kind === 'extern') return undefined;
    let name = found.groups?.name || found.groups?.name2 || '';
    // `typedef struct {…} Name;` is named behind its body.
    if (/^\s*typedef\b/.test(masked) && extent.body !== undefined)
      name = /^\s*\**(\w+)[^;\n]*;/.exec(source.masked.slice(extent.end + 1, extent.end + 200))?.[1] ?? name;
    const whole = /^(?:const|var|enum|type)$/.test(kind) && !/\bstruct\b/.test(masked);
    return entryOf(source, line, { extent, name: name || kind, kind, whole, owner: found.groups?.owner });
  }
  return undefined;
}

/** A function or method without a keyword: a name before round brackets, only types and modifiers before that. */
function callableAt({ source, own, isHeader }: Scan, line: CodeLine): OutlineEntry | undefined {
  const { start, masked } = line;
  const lead = leading.exec(masked)?.[0].length ?? 0;
  let open = masked.indexOf('(', lead);
  if (open > 0 && /operator\s*$/.test(masked.slice(lead, open))) open = masked.indexOf('(', open + 1);
  const close = open < 0 ? -1 : (source.match[start + open] ?? -1);
  if (close < 0) return undefined;
  const head = masked.slice(lead, open);
  // A constructor's initialisers stand on lines of their own.
  if (/^[:,]/.test(head)) return undefined;
  const name = /((?:[\w~]+(?:<[^<>()]*>)?::)*(?:operator\s*\S+|~?[\w$.]+))\s*(?:<[^()=;]*>)?\s*$/.exec(head)?.[1];
  if (!name || notNames.has(name) || name.startsWith('.')) return undefined;
  const before = head.slice(0, head.lastIndexOf(name)).trim();
  if (/[^\w\s:<>,*&~[\].@?$]|\b(?:return|else|new|throw|case|await|goto|delete)\b/.test(before)) return undefined;
  if (!afterParameters.test(source.masked.slice(close + 1, close + 120))) return undefined;
  const extent = bracedExtent(source, close + 1, { inner: own.inner, limit: 14 });
  const inside = (source.parent[line.index] ?? -1) >= 0;
  if (extent.body === undefined && (before === '' || (!inside && !isHeader) || own.newlines)) return undefined;
  // A body that belongs to the next declaration: this one ended before it.
  if (extent.body !== undefined && /[)\w]\s*\n\s*\n/.test(source.masked.slice(close, extent.body))) return undefined;
  return entryOf(source, line, { extent, name, kind: inside ? 'method' : 'function', whole: false });
}

/** A declaration's extent: its body's, or up to where its statement ends. */
function extentOf(source: Source, own: Rules, from: number, length: number): Extent {
  const { masked, match } = source;
  const last = from + length - 1;
  const at = /[({<[]/.test(masked[last] ?? '') ? last : last + 1;
  // `const (…)` and `var (…)` have their body in round brackets.
  if (/^(?:const|var)\s*\($/.test(masked.slice(from, at + 1))) return { body: at, end: match[at] ?? at };
  const extent = bracedExtent(source, at, { inner: own.inner, limit: 14 });
  const stop = bracketsClosed(source, at);
  if (extent.body === undefined) return own.newlines ? { end: Math.min(extent.end, stop - 1) } : extent;
  if (extent.body <= stop) return extent;
  // The brace stands below: it is this declaration's when the head goes on till there.
  const between = masked.slice(stop, extent.body);
  const goesOn =
    between.trim() === '' ||
    /[,(<:&+|=>]\s*$/.test(masked.slice(at, stop)) ||
    /^\s*(?:(?:where|extends|implements|throws|with|permits|final)\b|->|:|[+&|)<>,])/.test(between);
  return goesOn && !/\n\s*\n/.test(between) ? extent : { end: stop - 1 };
}

/** The end of the line in which the brackets opened from an offset on are closed again. */
function bracketsClosed(source: Source, from: number): number {
  let stop = lineEnd(source, lineAt(source, from));
  for (let at = from; at < stop; at++) {
    const close = source.match[at] ?? -1;
    if (close < 0 || source.masked[at] === '{') continue;
    at = close;
    stop = Math.max(stop, lineEnd(source, lineAt(source, close)));
  }
  return stop;
}

/** A macro with parameters; lines that end in a backslash go on. */
function macroAt(source: Source, line: number, from: number): OutlineEntry | undefined {
  const own = source.text.slice(from, lineEnd(source, line));
  const name = /^\s*#\s*define\s+(\w+)\(/.exec(own)?.[1];
  if (!name) return undefined;
  let last = line;
  while (
    last < source.starts.length - 1 &&
    source.text.slice(source.starts[last], lineEnd(source, last)).trimEnd().endsWith('\\')
  )
    last++;
  return { line: line + 1, end: last + 1, name, kind: 'macro', signature: signatureOf(own.replace(/\\\s*$/, '')) };
}

interface Declared {
  readonly extent: Extent;
  readonly name: string;
  readonly kind: string;
  /** Whether all of it is its signature. */
  readonly whole: boolean;
  readonly owner?: string;
}

function entryOf(source: Source, { index, start }: CodeLine, declared: Declared): OutlineEntry {
  const { extent, name, kind, whole, owner } = declared;
  const end = Math.max(index, lineAt(source, extent.end));
  const to = whole || extent.body === undefined ? extent.end + 1 : extent.body;
  return {
    line: index + 1,
    end: end + 1,
    name: owner ? `${owner}.${name}` : name,
    kind,
    signature: signatureOf(source.text.slice(start, to)).replace(/[;,]$/, ''),
  };
}
