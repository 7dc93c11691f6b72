import { scriptsOnly } from '../scriptsOnly';
import { bashGrammar } from './bashGrammar';
import { csharpGrammar } from './csharpGrammar';
import { goGrammar } from './goGrammar';
import type { Grammar } from './grammar';
import { javaGrammar } from './javaGrammar';
import { phpGrammar } from './phpGrammar';
import { pythonGrammar } from './pythonGrammar';
import { rubyGrammar } from './rubyGrammar';
import { rustGrammar } from './rustGrammar';
import { scriptGrammar } from './scriptGrammar';

/** A language whose files are outlined by their syntax trees. */
export interface TreeLanguage {
  /** What tree-sitter calls it: the grammar is `tree-sitter-<name>.wasm`. */
  readonly name: string;
  readonly grammar: Grammar;
  /** What of a file is in that language; all of it when left out. */
  readonly part?: (text: string) => string;
}

const typescript: TreeLanguage = { name: 'typescript', grammar: scriptGrammar };
const component = (extension: string): TreeLanguage => ({
  ...typescript,
  part: (text) => scriptsOnly(text, extension),
});

/**
 * C and C++ are not among them: macros hide half of their declarations from a parser that does not expand them. Nor is
 * PowerShell, whose grammar keeps the compiler of WebAssembly busy for half a minute.
 */
const languages: readonly (readonly [name: RegExp, language: TreeLanguage])[] = [
  [/\.[cm]?ts$/, typescript],
  [/\.tsx$/, { name: 'tsx', grammar: scriptGrammar }],
  [/\.[cm]?jsx?$/, { name: 'javascript', grammar: scriptGrammar }],
  [/\.vue$/, component('vue')],
  [/\.svelte$/, component('svelte')],
  [/\.astro$/, component('astro')],
  [/\.pyi?w?$/, { name: 'python', grammar: pythonGrammar }],
  [/\.(?:rb|rake|gemspec|ru)$|(?:^|\/)(?:rakefile|gemfile)$/, { name: 'ruby', grammar: rubyGrammar }],
  [/\.go$/, { name: 'go', grammar: goGrammar }],
  [/\.rs$/, { name: 'rust', grammar: rustGrammar }],
  [/\.java$/, { name: 'java', grammar: javaGrammar }],
  [/\.cs$/, { name: 'c-sharp', grammar: csharpGrammar }],
  [/\.php$/, { name: 'php', grammar: phpGrammar }],
  [/\.(?:sh|bash)$/, { name: 'bash', grammar: bashGrammar }],
];

/** The language of a file by its name; undefined where outlines are made by patterns. */
export function treeLanguageOf(path: string): TreeLanguage | undefined {
  const low = path.toLowerCase();
  return languages.find(([name]) => name.test(low))?.[1];
}
