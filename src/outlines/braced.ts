import type { Lexis } from './maskCode';
import { signatureOf, type OutlineEntry } from './outlineEntry';
import { bracedExtent, createSource, lineAt, lineEnd, type Extent, type Source } from './source';

/**
 * How a language of braces declares things. A pattern's group `name` names the entry, `kind` its kind where that
 * varies.
 */
interface Rules {
  readonly lexis: Lexis;
  readonly declarations: readonly (readonly [pattern: RegExp, kind: string | undefined, container: boolean])[];
  /** Methods and functions are written without a keyword, as `type name(parameters)`. */
  readonly bare?: boolean;
  /** A line's end ends a declaration. */
  readonly newlines?: boolean;
  /** Tells braces of a head from those of a body. */
  readonly inner?: RegExp;
}

const c = { line: ['//'], block: [['/*', '*/']], quotes: '"', shortChars: true } as const;
const modifiers =
  '(?:(?:public|private|protected|internal|static|final|abstract|sealed|partial|readonly|override|virtual|async|extern|unsafe|new|default|synchronized|native|strictfp|transient|volatile|open|inline|suspend|data|inner|operator|infix|tailrec|companion|lateinit|const|external|expect|actual|annotation|value|enum|fileprivate|mutating|nonmutating|convenience|required|indirect|dynamic|class|lazy|weak|implicit|case|required|late|factory|covariant|export|import|template\\s*<[^>]*>|non-sealed|required|ref|file)\\s+)*';
const annotations = '(?:(?:@(?!interface\\b)[\\w.:]+(?:\\([^()]*\\)|(?![\\w.:(]))|\\[[\\w.,\\s()"=:]+\\])\\s*)*';
const start = `^\\s*${annotations}${modifiers}`;

const javaLike: Rules = {
  lexis: { ...c, triple: true },
  declarations: [
    [
      new RegExp(
        `${start}(?<kind>class|interface|enum|record|struct|@interface|object|trait|protocol|extension|actor|mixin|delegate)\\s+(?<name>[\\w.]+)`,
      ),
      undefined,
      true,
    ],
    [new RegExp(`${start}(?<kind>namespace)\\s+(?<name>[\\w.]+)`), undefined, true],
    [
      new RegExp(
        `${start}(?:fun|func|def)\\s+(?:<[^>]*>\\s*)?(?<name>(?:[\\w<>?, ]+\\.)?[\\w\`]+|[^\\s\\w(]+)\\s*[(<\\[:=]`,
      ),
      'function',
      false,
    ],
    [new RegExp(`${start}(?<name>init|deinit|constructor)\\s*[?!]?\\s*[({]`), 'method', false],
    [new RegExp(`${start}(?:val|var|let)\\s+(?:[\\w<>?, ]+\\.)?(?<name>\\w+)\\s*[:=]`), 'const', false],
    [new RegExp(`${start}(?:typealias|type)\\s+(?<name>\\w+)`), 'type', false],
    [/^\s*companion\s+(?<kind>object)\b(?<name>)/, undefined, true],
  ],
  bare: true,
};

const rules: Readonly<Record<string, Rules>> = {
  java: javaLike,
  kotlin: { ...javaLike, newlines: true },
  go: {
    lexis: { ...c, multi: '`' },
    newlines: true,
    declarations: [
      [/^func\s+\((?:\w+\s+)?\*?(?<owner>\w+)[^)]*\)\s*(?<name>\w+)/, 'method', false],
      [/^func\s+(?<name>\w+)/, 'function', false],
      [/^type\s+(?<name>\w+)(?:\[[^\]]*\])?\s+(?:(?<kind>struct|interface)\b)?/, 'type', false],
      [/^\t(?<name>\w+)\s+(?<kind>struct|interface)\b/, undefined, false],
      [/^(?:const|var)\s+(?<name>\w+)/, 'const', false],
      [/^(?<kind>const|var)\s*(?<name>)\(/, undefined, false],
    ],
  },
  rust: {
    lexis: c,
    declarations: [
      [
        /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:default\s+|const\s+|async\s+|unsafe\s+|extern(?:\s+"[^"]*")?\s+)*fn\s+(?<name>\w+)/,
        'function',
        false,
      ],
      [
        /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:unsafe\s+)?(?<kind>struct|enum|union|trait|mod)\s+(?<name>\w+)/,
        undefined,
        true,
      ],
      [
        /^\s*(?:unsafe\s+)?impl\b\s*(?:<(?:[^<>]|<[^<>]*>)*>\s*)?(?:!?[\w:]+(?:<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>)?\s+for\s+)?&?(?:'\w+\s+)?(?:mut\s+)?(?:dyn\s+)?(?<name>[\w:]+)/,
        'impl',
        true,
      ],
      [/^\s*(?:pub(?:\([^)]*\))?\s+)?(?:type)\s+(?<name>\w+)/, 'type', false],
      [/^\s*(?:pub(?:\([^)]*\))?\s+)?(?:const|static)\s+(?:mut\s+)?(?<name>[A-Z_]\w*)\s*:/, 'const', false],
      [/^\s*macro_rules!\s*(?<name>\w+)/, 'macro', false],
    ],
  },
  php: {
    lexis: { line: ['//', '#'], block: [['/*', '*/']], quotes: '"\'' },
    declarations: [
      [/^\s*(?:(?:abstract|final|readonly)\s+)*(?<kind>class|interface|trait|enum)\s+(?<name>\w+)/, undefined, true],
      [/^\s*(?:(?:abstract|final|public|protected|private|static)\s+)*function\s+&?\s*(?<name>\w+)/, 'function', false],
      [/^\s*(?:(?:final|public|protected|private)\s+)*const\s+(?:\w+\s+)?(?<name>\w+)\s*=/, 'const', false],
      [/^(?<kind>namespace)\s+(?<name>[\w\\]+)/, undefined, false],
    ],
  },
  c: {
    lexis: { ...c, directives: true },
    declarations: [
      [/^\s*(?:inline\s+)?(?<kind>namespace)\b\s*(?<name>[\w:]*)/, undefined, true],
      [/^\s*extern\s+"[^"]*"\s*(?<name>)(?<kind>)\{/, 'extern', true],
      [
        /^\s*(?:template\s*<[^;{]*>\s*)?(?:typedef\s+)?(?:static\s+|const\s+)*(?<kind>class|struct|union|enum(?:\s+class|\s+struct)?)\s+(?:alignas\([^)]*\)\s*|__attribute__\s*\(\([^)]*\)\)\s*|[A-Z_]+\s+(?=\w))?(?<name>\w+)(?=\s*(?:final\s*)?(?::[^:;]|\{|$))/,
        undefined,
        true,
      ],
      [/^\s*typedef\s+(?:struct|union|enum)\s*\w*\s*(?<name>)(?=\{|$)/, 'type', true],
      [/^\s*typedef\b[^{]*?(?:\(\s*\*\s*(?<name>\w+)\s*\)[^;]*;|(?<name2>\w+)\s*(?:\[[^\]]*\])?\s*;)/, 'type', false],
      [/^\s*using\s+(?<name>\w+)\s*=/, 'type', false],
    ],
    bare: true,
    // `: member{value}` of a constructor's head.
    inner: /\w$|>$/,
  },
};

const notNames = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'return',
  'else',
  'do',
  'try',
  'new',
  'throw',
  'foreach',
  'using',
  'lock',
  'synchronized',
  'sizeof',
  'assert',
  'super',
  'this',
  'case',
  'defined',
  'when',
  'await',
  'static_assert',
  'fixed',
  'checked',
  'typeof',
  'nameof',
  'base',
  '__attribute__',
  'alignas',
  'decltype',
  'guard',
  'elseif',
  'unless',
  'yield',
  'not',
]);

const languages: Readonly<Record<string, keyof typeof rules>> = {
  java: 'java',
  cs: 'java',
  dart: 'java',
  kt: 'kotlin',
  kts: 'kotlin',
  scala: 'kotlin',
  swift: 'kotlin',
  groovy: 'kotlin',
  gradle: 'kotlin',
  go: 'go',
  rs: 'rust',
  php: 'php',
  c: 'c',
  h: 'c',
  cc: 'c',
  cpp: 'c',
  cxx: 'c',
  hpp: 'c',
  hh: 'c',
  hxx: 'c',
  m: 'c',
  mm: 'c',
  ino: 'c',
  cu: 'c',
};

const leading = new RegExp(`^\\s*${annotations}`);

/** Words that may stand between a method's parameters and its body. */
const afterParameters =
  /^\s*(?:$|[{;:=]|(?:const|noexcept|override|final|volatile|throws|where|async|rethrows|requires|try|sync)\b|&{1,2}\s*(?:\{|;|$)|->|=>|__\w+|[A-Z_]{2,}\b|\[\[)/;

/** Outline of a language whose bodies are in braces, by the file's extension; undefined for other extensions. */
export function outlineBraced(text: string, extension: string): OutlineEntry[] | undefined {
  const language = languages[extension];
  const own = language ? rules[language] : undefined;
  if (!own) return undefined;
  const source = createSource(text, own.lexis);
  const containers = new Set<number>([-1]);
  const header = /^h(?:pp|h|xx)?$/.test(extension);
  const entries: OutlineEntry[] = [];
  for (let line = 0; line < source.starts.length; line++) {
    const from = source.starts[line] ?? 0;
    const masked = source.masked.slice(from, lineEnd(source, line));
    if (own.lexis.directives && masked.trim() === '') {
      const macro = macroAt(source, line, from);
      if (macro) entries.push(macro);
      continue;
    }
    const parent = source.parent[line] ?? -1;
    const group = source.masked[parent] === '(';
    if ((!containers.has(parent) && !group) || masked.length < 4 || !/\w/.test(masked)) continue;
    const found =
      declaredAt(source, own, line, from, masked, containers, group) ??
      (own.bare && !group ? callableAt(source, own, line, from, masked, header) : undefined);
    if (found) entries.push(found);
  }
  return entries;
}

/** What a keyword declares on this line. In a group in round brackets (Go's `type (…)`) only its own pattern counts. */
function declaredAt(
  source: Source,
  own: Rules,
  line: number,
  from: number,
  masked: string,
  containers: Set<number>,
  group: boolean,
): OutlineEntry | undefined {
  for (const [pattern, fixed, container] of own.declarations) {
    if (group && !pattern.source.startsWith('^\\t')) continue;
    const found = pattern.exec(masked);
    if (!found) continue;
    const kind = found.groups?.kind?.replace(/\s+(?:class|struct)$/, '') || fixed || 'type';
    const extent = found[0].endsWith(';')
      ? { end: from + found[0].length - 1 }
      : extentOf(source, own, from, found[0].length);
    if (container) containers.add(extent.body ?? -1);
    if (kind === 'extern') return undefined;
    let name = found.groups?.name || found.groups?.name2 || '';
    // `typedef struct {…} Name;` is named behind its body.
    if (/^\s*typedef\b/.test(masked) && extent.body !== undefined)
      name = /^\s*\**(\w+)[^;\n]*;/.exec(source.masked.slice(extent.end + 1, extent.end + 200))?.[1] ?? name;
    const whole = /^(?:const|var|enum|type)$/.test(kind) && !/\bstruct\b/.test(masked);
    return entryOf(source, line, from, extent, name || kind, kind, whole, found.groups?.owner);
  }
  return undefined;
}

/** A function or method without a keyword: a name before round brackets, only types and modifiers before that. */
function callableAt(
  source: Source,
  own: Rules,
  line: number,
  from: number,
  masked: string,
  header: boolean,
): OutlineEntry | undefined {
  const lead = leading.exec(masked)?.[0].length ?? 0;
  let open = masked.indexOf('(', lead);
  if (open > 0 && /operator\s*$/.test(masked.slice(lead, open))) open = masked.indexOf('(', open + 1);
  const close = open < 0 ? -1 : (source.match[from + open] ?? -1);
  if (close < 0) return undefined;
  const head = masked.slice(lead, open);
  // A constructor's initialisers stand on lines of their own.
  if (/^[:,]/.test(head)) return undefined;
  const name = /((?:[\w~]+(?:<[^<>()]*>)?::)*(?:operator\s*\S+|~?[\w$.]+))\s*(?:<[^()=;]*>)?\s*$/.exec(head)?.[1];
  if (!name || notNames.has(name) || name.startsWith('.')) return undefined;
  const before = head.slice(0, head.lastIndexOf(name)).trim();
  if (/[^\w\s:<>,*&~[\].@?$]|\b(?:return|else|new|throw|case|await|goto|delete)\b/.test(before)) return undefined;
  if (!afterParameters.test(source.masked.slice(close + 1, close + 120))) return undefined;
  const extent = bracedExtent(source, close + 1, own.inner, 14);
  const inside = (source.parent[line] ?? -1) >= 0;
  if (extent.body === undefined && (before === '' || (!inside && !header) || own.newlines)) return undefined;
  // A body that belongs to the next declaration: this one ended before it.
  if (extent.body !== undefined && /[)\w]\s*\n\s*\n/.test(source.masked.slice(close, extent.body))) return undefined;
  return entryOf(source, line, from, extent, name, inside ? 'method' : 'function', false);
}

/** A declaration's extent: its body's, or up to where its statement ends. */
function extentOf(source: Source, own: Rules, from: number, length: number): Extent {
  const { masked, match } = source;
  const last = from + length - 1;
  const at = /[({<[]/.test(masked[last] ?? '') ? last : last + 1;
  // `const (…)` and `var (…)` have their body in round brackets.
  if (/^(?:const|var)\s*\($/.test(masked.slice(from, at + 1))) return { body: at, end: match[at] ?? at };
  const extent = bracedExtent(source, at, own.inner, 14);
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

function entryOf(
  source: Source,
  line: number,
  from: number,
  extent: Extent,
  name: string,
  kind: string,
  whole: boolean,
  owner?: string,
): OutlineEntry {
  const end = Math.max(line, lineAt(source, extent.end));
  const to = whole || extent.body === undefined ? extent.end + 1 : extent.body;
  return {
    line: line + 1,
    end: end + 1,
    name: owner ? `${owner}.${name}` : name,
    kind,
    signature: signatureOf(source.text.slice(from, to)).replace(/[;,]$/, ''),
  };
}
