import type { Lexis } from './maskCode';
import { signatureOf, type OutlineEntry } from './outlineEntry';
import { bracedExtent, createSource, lineAt, lineEnd, type Extent, type Source } from './source';

/** How a language of braces declares things. A pattern's group `name` names the entry, `kind` its kind where that varies. */
interface Rules {
  readonly lexis: Lexis;
  readonly declarations: readonly (readonly [pattern: RegExp, kind: string | undefined, container: boolean])[];
  /** Declarations stand only at the top level or directly in a container (not among statements). */
  readonly method?: RegExp;
  /** Keep methods that have no body. */
  readonly prototypes?: boolean;
  readonly recover?: boolean;
}

const c = { line: ['//'], block: [['/*', '*/']], quotes: '"', shortChars: true } as const;
const modifiers = '(?:(?:public|private|protected|internal|static|final|abstract|sealed|partial|readonly|override|virtual|async|extern|unsafe|new|default|synchronized|native|strictfp|transient|volatile|open|inline|suspend|data|inner|operator|infix|tailrec|companion|lateinit|const|external|expect|actual|annotation|value|enum|fileprivate|mutating|nonmutating|convenience|required|indirect|dynamic|class|lazy|weak|implicit|case|required|late|factory|covariant|export|import|template\\s*<[^>]*>|non-sealed|required|ref|file)\\s+)*';
const annotations = '(?:(?:@[\\w.:]+(?:\\([^()]*\\))?|\\[[\\w.,\\s()"=:]+\\])\\s*)*';
const start = `^\\s*${annotations}${modifiers}`;

const javaLike: Rules = {
  lexis: { ...c, triple: true },
  declarations: [
    [new RegExp(`${start}(?<kind>class|interface|enum|record|struct|@interface|object|trait|protocol|extension|actor|mixin|delegate)\\s+(?<name>[\\w.]+)`), undefined, true],
    [new RegExp(`${start}(?<kind>namespace)\\s+(?<name>[\\w.]+)`), undefined, true],
    [new RegExp(`${start}(?:fun|func|def)\\s+(?:<[^>]*>\\s*)?(?<name>(?:[\\w<>?, ]+\\.)?[\\w\`]+|[^\\s\\w(]+)\\s*[(<\\[:=]`), 'function', false],
    [new RegExp(`${start}(?<name>init|deinit|constructor)\\s*[?!]?\\s*[({]`), 'method', false],
    [new RegExp(`${start}(?:val|var|let)\\s+(?:[\\w<>?, ]+\\.)?(?<name>\\w+)\\s*[:=]`), 'const', false],
    [new RegExp(`${start}(?:typealias|type)\\s+(?<name>\\w+)`), 'type', false],
    [/^\s*companion\s+(?<kind>object)\b(?<name>)/, undefined, true],
  ],
  method: new RegExp(`${start}(?:<[^>]+>\\s*)?(?:[\\w.$]+(?:<[^()=;]*>)?(?:\\[[\\],]*\\])*[?*]?\\s+)?(?<name>~?[\\w$.]+)\\s*(?:<[^()=;]*>)?\\s*\\(`),
  prototypes: true,
};

const rules: Readonly<Record<string, Rules>> = {
  java: javaLike,
  go: {
    lexis: { ...c, multi: '`' },
    declarations: [
      [/^func\s+\((?:\w+\s+)?\*?(?<owner>\w+)[^)]*\)\s*(?<name>\w+)/, 'method', false],
      [/^func\s+(?<name>\w+)/, 'function', false],
      [/^type\s+(?<name>\w+)\S*\s+(?:(?<kind>struct|interface)\b)?/, 'type', false],
      [/^\t(?<name>\w+)\s+(?<kind>struct|interface)\b/, undefined, false],
      [/^(?:const|var)\s+(?<name>\w+)/, 'const', false],
      [/^(?<kind>const|var)\s*(?<name>)\(/, undefined, false],
    ],
  },
  rust: {
    lexis: c,
    declarations: [
      [/^\s*(?:pub(?:\([^)]*\))?\s+)?(?:default\s+|const\s+|async\s+|unsafe\s+|extern(?:\s+"[^"]*")?\s+)*fn\s+(?<name>\w+)/, 'function', false],
      [/^\s*(?:pub(?:\([^)]*\))?\s+)?(?:unsafe\s+)?(?<kind>struct|enum|union|trait|mod)\s+(?<name>\w+)/, undefined, true],
      [/^\s*(?:unsafe\s+)?impl\b\s*(?:<(?:[^<>]|<[^<>]*>)*>\s*)?(?:!?[\w:]+(?:<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>)?\s+for\s+)?&?(?:'\w+\s+)?(?:mut\s+)?(?:dyn\s+)?(?<name>[\w:]+)/, 'impl', true],
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
    lexis: c,
    recover: true,
    declarations: [
      [/^\s*(?:inline\s+)?(?<kind>namespace)\b\s*(?<name>[\w:]*)/, undefined, true],
      [/^\s*extern\s+"[^"]*"\s*(?<name>)(?<kind>)\{/, 'extern', true],
      [/^\s*(?:template\s*<[^;{]*>\s*)?(?:typedef\s+)?(?:static\s+|const\s+)*(?<kind>class|struct|union|enum(?:\s+class|\s+struct)?)\s+(?:alignas\([^)]*\)\s*|__attribute__\s*\(\([^)]*\)\)\s*|[A-Z_]+\s+(?=\w))?(?<name>\w+)(?=\s*(?:final\s*)?(?::[^:;]|\{|$))/, undefined, true],
      [/^\s*typedef\s+(?:struct|union|enum)\s*\w*\s*(?<name>)(?=\{|$)/, 'type', true],
      [/^\s*typedef\b[^{]*?(?:\(\s*\*\s*(?<name>\w+)\s*\)[^;]*;|(?<name2>\w+)\s*(?:\[[^\]]*\])?\s*;)/, 'type', false],
      [/^\s*using\s+(?<name>\w+)\s*=/, 'type', false],
      [/^#\s*define\s+(?<name>\w+)\(/, 'macro', false],
    ],
    method: /^\s*(?:\[\[[^\]]*\]\]\s*)?(?:template\s*<[^;{]*>\s*)?(?:[\w:<>,*&~[\]]+(?:\([^()]*\))?[\s*&]+)*?[*&]*(?<name>(?:[\w~]+(?:<[^<>()]*>)?::)*(?:operator\s*(?:\(\)|[^\s(]+)|~?\w+))\s*\(/,
  },
};

const notNames = new Set(['if', 'for', 'while', 'switch', 'catch', 'return', 'else', 'do', 'try', 'new', 'throw', 'foreach', 'using', 'lock', 'synchronized', 'sizeof', 'assert', 'super', 'this', 'case', 'defined', 'when', 'await', 'static_assert', 'fixed', 'checked', 'typeof', 'nameof', 'base', '__attribute__', 'alignas', 'decltype', 'guard', 'elseif', 'unless', 'yield', 'not']);

const languages: Readonly<Record<string, keyof typeof rules>> = {
  java: 'java', kt: 'java', kts: 'java', cs: 'java', scala: 'java', swift: 'java', dart: 'java', groovy: 'java', gradle: 'java',
  go: 'go', rs: 'rust', php: 'php',
  c: 'c', h: 'c', cc: 'c', cpp: 'c', cxx: 'c', hpp: 'c', hh: 'c', hxx: 'c', m: 'c', mm: 'c', ino: 'c', cu: 'c',
};

/** Outline of a language whose bodies are in braces, by the file's extension; undefined for other extensions. */
export function outlineBraced(text: string, extension: string): OutlineEntry[] | undefined {
  const language = languages[extension];
  const own = language ? rules[language] : undefined;
  if (!own) return undefined;
  const source = createSource(text, own.lexis, own.recover);
  const containers = new Set<number>([-1]);
  const header = /^h(?:pp|h|xx)?$/.test(extension);
  const entries: OutlineEntry[] = [];
  for (let line = 0; line < source.starts.length; line++) {
    const parent = source.parent[line] ?? -1;
    // Go's `type (…)` groups are the only declarations inside round brackets.
    if (!containers.has(parent) && source.masked[parent] !== '(') continue;
    const from = source.starts[line] ?? 0;
    const masked = source.masked.slice(from, lineEnd(source, line));
    if (masked.length < 4 || !/\w/.test(masked)) continue;
    const found = declarationAt(source, own, line, from, masked, containers, header);
    if (found) entries.push(found);
  }
  return entries;
}

function declarationAt(source: Source, own: Rules, line: number, from: number, masked: string, containers: Set<number>, header: boolean): OutlineEntry | undefined {
  const inParens = source.masked[source.parent[line] ?? -1] === '(';
  for (const [pattern, fixed, container] of own.declarations) {
    const found = pattern.exec(masked);
    if (!found || (inParens && !/^\^\\t/.test(pattern.source))) continue;
    const kind = found.groups?.kind?.replace(/\s+(?:class|struct)$/, '') || fixed || 'type';
    const extent = kind === 'macro' && masked.startsWith('#') ? { end: macroEnd(source, line) } : extentOf(source, from, found[0].length);
    if (container) containers.add(extent.body ?? -1);
    let name = found.groups?.name || found.groups?.name2 || '';
    if (kind === 'extern') return undefined;
    // `typedef struct {…} Name;` is named behind its body.
    const tail = /^\s*\**(\w+)[^;\n]*;/.exec(source.masked.slice(extent.end + 1, extent.end + 200))?.[1];
    if (!name && kind === 'type' && /^\s*typedef\b/.test(masked)) name = tail ?? '';
    const whole = extent.body === undefined || kind === 'const' || kind === 'var';
    return entryOf(source, line, from, extent, name || kind, kind, whole, found.groups?.owner);
  }
  const found = own.method?.exec(masked);
  const name = found?.groups?.name;
  if (!found || !name || inParens || notNames.has(name) || /^\s*#/.test(masked)) return undefined;
  const paren = from + found[0].length - 1;
  const close = source.match[paren] ?? -1;
  if (close < 0) return undefined;
  const before = masked.slice(0, masked.lastIndexOf(name)).trim();
  if (/[=(!+]|\breturn\b|\belse\b/.test(before.replace(/\[\[?[^\]]*\]\]?|\([^()]*\)|<[^()]*>/g, '')) || /\.$/.test(before)) return undefined;
  const extent = bracedExtent({ ...source, masked: source.masked }, close + 1, 14);
  const tail = source.masked.slice(close + 1, extent.body ?? extent.end + 1);
  if (extent.body === undefined) {
    const inside = (source.parent[line] ?? -1) >= 0;
    if (!(own.prototypes ? inside || /=>/.test(tail) : inside || header) || !/[;]|=>/.test(source.masked.slice(close + 1, extent.end + 2)) || before === '') return undefined;
  } else if (/[;=](?!=)/.test(tail.replace(/=>|=\s*(?:default|delete|0)/g, '')) && !/^\s*(?:const|noexcept|override|:|throws|where|->)/.test(tail)) return undefined;
  return entryOf(source, line, from, extent, name, (source.parent[line] ?? -1) >= 0 ? 'method' : 'function', false);
}

/** A declaration's extent: its body's, or up to where its statement ends. */
function extentOf(source: Source, from: number, length: number): Extent {
  const { masked, match } = source;
  const last = from + length - 1;
  const at = masked[last] === '(' || masked[last] === '{' || masked[last] === '<' || masked[last] === '[' ? last : last + 1;
  const opener = masked[at] === '(' ? at : -1;
  // `const (…)` and `var (…)` have their body in round brackets.
  if (opener >= 0 && /^(?:const|var)\s*\($/.test(masked.slice(from, at + 1))) return { body: at, end: match[at] ?? at };
  const lineStop = lineEnd(source, lineAt(source, at));
  const extent = bracedExtent(source, at, 14);
  if (extent.body === undefined) return extent;
  // A declaration without a body ends with its line, when the brace found belongs to what follows.
  const between = masked.slice(lineStop, extent.body);
  const blankLine = /\n\s*\n/.test(between);
  const headGoesOn = between.trim() === '' || /[,(<:&+|=>]\s*$/.test(masked.slice(at, lineStop)) || /^\s*(?:where\b|extends\b|implements\b|throws\b|with\b|permits\b|->|:|[+&|)<>,])/.test(between) || masked.slice(from, lineStop).split('(').length !== masked.slice(from, lineStop).split(')').length;
  return extent.body > lineStop && (blankLine || !headGoesOn) ? { end: lineStop - 1 } : extent;
}

/** Offset of a macro's last character: lines that end in a backslash go on. */
function macroEnd(source: Source, line: number): number {
  let last = line;
  while (last < source.starts.length - 1 && source.text.slice(source.starts[last], lineEnd(source, last)).trimEnd().endsWith('\\')) last++;
  return lineEnd(source, last) - 1;
}

function entryOf(source: Source, line: number, from: number, extent: Extent, name: string, kind: string, whole: boolean, owner?: string): OutlineEntry {
  const end = Math.max(line, lineAt(source, extent.end));
  const to = whole || extent.body === undefined ? extent.end + 1 : extent.body;
  return { line: line + 1, end: end + 1, name: owner ? `${owner}.${name}` : name, kind, signature: signatureOf(source.text.slice(from, to)).replace(/[;,]$/, '') };
}
