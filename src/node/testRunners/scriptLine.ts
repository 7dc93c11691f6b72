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
  for (const [word] of line.matchAll(/&&|\|\||[|;&<>()`]|\$\(|(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\|;&<>()`$]|\$(?!\())+/g)) {
    if (word === '&&') commands.push([]);
    else if (/^(\|\||[|;&<>()`]|\$\()$/.test(word)) return undefined;
    else commands.at(-1)?.push(word);
  }
  const words = commands.pop() ?? [];
  return words.length === 0 ? undefined : { before: commands.map((command) => command.join(' ')), words };
}

/** Where the runner stands in a command's words, and which it is. */
export function findRunner(words: readonly string[]): { framework: TestFramework; at: number } | undefined {
  for (const [at, word] of words.entries()) {
    const name = unquote(word).replace(/^.*[\\/]/, '').replace(/\.(cmd|exe|[cm]?js)$/, '');
    if (name === 'mocha' || name === '_mocha') return { framework: 'mocha', at };
    if (name === 'vitest' || name === 'jest') return { framework: name, at };
    if (name === 'react-scripts' && words[at + 1] === 'test') return { framework: 'jest', at: at + 1 };
    if ((name === 'node' || name === 'tsx') && words.slice(at + 1).includes('--test')) return { framework: 'node', at };
    if (name === 'pytest' || name === 'py.test') return { framework: 'pytest', at };
  }
  return undefined;
}

/** The framework that a whole line runs, whichever of its commands that is. */
export function frameworkOf(line: string): TestFramework {
  const words = line.split(/[\s;|&()]+/).filter(Boolean);
  return findRunner(words)?.framework ?? 'unknown';
}

export function unquote(word: string): string {
  return word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_, double: string | undefined, single: string | undefined) => double ?? single ?? '');
}

/** Quotes an argument for the system's shell where it needs that. */
export function quote(argument: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\w@%+=:,./-]+$/.test(argument)) return argument;
  // A backslash before a quote takes its meaning away, the closing one's too.
  if (platform === 'win32') return `"${argument.replaceAll('"', '\\"').replace(/\\+$/, '$&$&')}"`;
  return `'${argument.replaceAll("'", "'\\''")}'`;
}
