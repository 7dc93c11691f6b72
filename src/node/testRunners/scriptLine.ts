import type { TestFramework } from './testCommand';

/** A shell line that is simple enough to be understood: commands one after the other, joined by `&&`. */
export interface ScriptLine {
  /** What runs before the last command, e.g. `tsc`. */
  readonly before: readonly string[];
  /** The last command's words, quotes as they are written. */
  readonly words: readonly string[];
}

/** Undefined when the line uses pipes, substitutions or anything else beyond `&&`. */
export function parseScript(line: string): ScriptLine | undefined {
  const commands: string[][] = [[]];
  for (const [word] of line.matchAll(
    /&&|\|\||[|;&<>()`]|\$\(|(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\|;&<>()`$]|\$(?!\())+/g,
  )) {
    if (word === '&&') commands.push([]);
    else if (/^(\|\||[|;&<>()`]|\$\()$/.test(word)) return undefined;
    else commands.at(-1)?.push(word);
  }
  const words = commands.pop() ?? [];
  return words.length === 0 ? undefined : { before: commands.map((command) => command.join(' ')), words };
}

/** Programs that run tests by themselves. */
const programs: Readonly<Record<string, TestFramework>> = {
  mocha: 'mocha',
  _mocha: 'mocha',
  vitest: 'vitest',
  jest: 'jest',
  ava: 'ava',
  tap: 'tap',
  pytest: 'pytest',
  'py.test': 'pytest',
  rspec: 'rspec',
  phpunit: 'phpunit',
};

/** Programs that do it by a word of theirs: directly behind the name, or anywhere. */
const byWord: Readonly<
  Record<string, { readonly framework: TestFramework; readonly word: RegExp; readonly anywhere?: boolean }>
> = {
  'react-scripts': { framework: 'jest', word: /^test$/ },
  bun: { framework: 'bun', word: /^test$/ },
  go: { framework: 'go', word: /^test$/ },
  cargo: { framework: 'cargo', word: /^t(?:est)?$/ },
  dotnet: { framework: 'dotnet', word: /^test$/ },
  mvn: { framework: 'maven', word: /^(?:test|verify|package|install)$/, anywhere: true },
  mvnw: { framework: 'maven', word: /^(?:test|verify|package|install)$/, anywhere: true },
  gradle: { framework: 'gradle', word: /(?:^|:)(?:test|check|build)\w*$/i, anywhere: true },
  gradlew: { framework: 'gradle', word: /(?:^|:)(?:test|check|build)\w*$/i, anywhere: true },
};

/** Where the runner stands in a command's words, and which it is. Options of its own may follow at once. */
export function findRunner(words: readonly string[]): { framework: TestFramework; at: number } | undefined {
  for (const [at, word] of words.entries()) {
    const name = nameOf(word);
    const next = words[at + 1] ?? '';
    if (Object.hasOwn(programs, name)) return { framework: programs[name] ?? 'unknown', at };
    if ((name === 'node' || name === 'tsx') && words.slice(at + 1).includes('--test')) return { framework: 'node', at };
    if (/^python[\d.]*$|^py$/.test(name) && words[at + 1] === '-m' && words[at + 2] === 'unittest')
      return { framework: 'unittest', at: at + 2 };
    const verb = Object.hasOwn(byWord, name) ? byWord[name] : undefined;
    if (verb?.anywhere && words.slice(at + 1).some((each) => verb.word.test(each)))
      return { framework: verb.framework, at };
    if (verb && !verb.anywhere && verb.word.test(next)) return { framework: verb.framework, at: at + 1 };
  }
  return undefined;
}

/** The framework that a whole line runs, whichever of its commands that is. */
export function frameworkOf(line: string): TestFramework {
  const words = line.split(/[\s;|&()]+/).filter(Boolean);
  return findRunner(words)?.framework ?? 'unknown';
}

/** A program's name, without its folder and ending. */
export function nameOf(word = ''): string {
  return unquote(word)
    .replace(/^.*[\\/]/, '')
    .replace(/\.(?:cmd|exe|bat|[cm]?js)$/, '');
}

export function unquote(word: string): string {
  return word.replace(
    /"((?:\\.|[^"\\])*)"|'([^']*)'/g,
    (_, double: string | undefined, single: string | undefined) => double ?? single ?? '',
  );
}

/** Quotes an argument for the system's shell where it needs that. */
export function quote(argument: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  // A backslash before a quote takes its meaning away, the closing one's too.
  if (platform === 'win32') return `"${argument.replaceAll('"', '\\"').replace(/\\+$/, '$&$&')}"`;
  return `'${argument.replaceAll("'", "'\\''")}'`;
}
