import type { Lexis } from './maskCode';

/**
 * How a language of braces declares things. A pattern's group `name` names the entry, `kind` its kind where that
 * varies.
 */
export interface Rules {
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
/** Words before a declaration; patterns among them. */
const modifierWords =
  'public private protected internal static final abstract sealed partial readonly override virtual async extern ' +
  'unsafe new default synchronized native strictfp transient volatile open inline suspend data inner operator infix ' +
  'tailrec companion lateinit const external expect actual annotation value enum fileprivate mutating nonmutating ' +
  'convenience required indirect dynamic class lazy weak implicit case late factory covariant export import ' +
  'template\\s*<[^>]*> non-sealed ref file';
const modifiers = `(?:(?:${modifierWords.replaceAll(' ', '|')})\\s+)*`;
export const annotations = '(?:(?:@(?!interface\\b)[\\w.:]+(?:\\([^()]*\\)|(?![\\w.:(]))|\\[[\\w.,\\s()"=:]+\\])\\s*)*';
const start = `^\\s*${annotations}${modifiers}`;

const typeWords = 'class|interface|enum|record|struct|@interface|object|trait|protocol|extension|actor|mixin|delegate';

const javaLike: Rules = {
  lexis: { ...c, triple: true },
  declarations: [
    [new RegExp(`${start}(?<kind>${typeWords})\\s+(?<name>[\\w.]+)`), undefined, true],
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

/** Words before round brackets that name no function. */
export const notNames = new Set([
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

/** How the language of files with this extension declares things; undefined where its bodies are not in braces. */
export function rulesFor(extension: string): Rules | undefined {
  const language = languages[extension];
  return language ? rules[language] : undefined;
}
