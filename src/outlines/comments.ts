import { rulesFor } from './bracedRules';
import { pythonLexis, rubyLexis } from './indented';
import { maskCode, type Lexis } from './maskCode';
import { scriptLexis } from './script';
import { scriptsOnly } from './scriptsOnly';

/** A line of a comment, without what begins and ends the comment. */
export interface CommentLine {
  /** One-based. */
  readonly line: number;
  readonly text: string;
}

const markup: Lexis = { block: [['<!--', '-->']] };
const hash: Lexis = { line: ['#'], quotes: '"\'' };
const dashes: Lexis = { line: ['--'], block: [['/*', '*/']], quotes: '"\'' };
const semicolon: Lexis = { line: [';'], quotes: '"' };
const styles: Lexis = { block: [['/*', '*/']], quotes: '"\'' };

/** Languages that have no outline of their own, by the file's name. */
const others: readonly (readonly [name: RegExp, lexis: Lexis])[] = [
  [/\.(?:sh|bash|zsh|fish|ya?ml|toml|r|pl|pm|exs?|jl|tf|hcl|nix|cmake|mk|awk|nim|cr|conf|properties|graphql)$/, hash],
  [/^(?:dockerfile|makefile|gnumakefile|justfile|\.gitignore|\.dockerignore|\.env.*)$|^dockerfile\./, hash],
  [/\.ps[md]?1$/, { ...hash, block: [['<#', '#>']] }],
  [/\.css$/, styles],
  [/\.(?:scss|sass|less)$/, { ...styles, line: ['//'] }],
  [/\.(?:jsonc|json5|code-workspace)$/, { ...styles, line: ['//'] }],
  [/\.(?:sql|ddl)$/, { ...dashes, quotes: "'" }],
  [/\.lua$/, { line: ['--'], block: [['--[[', ']]']], quotes: '"\'' }],
  [/\.(?:hs|elm)$/, { line: ['--'], block: [['{-', '-}']], quotes: '"' }],
  [/\.(?:clj[cs]?|lisp|el|scm|ini|asm)$/, semicolon],
  [/\.(?:tex|erl|hrl)$/, { line: ['%'] }],
  [/\.(?:fs|fsx|ml|mli)$/, { line: ['//'], block: [['(*', '*)']], quotes: '"' }],
  [/\.(?:zig|proto|v|sv|sol|wgsl|glsl)$/, { line: ['//'], block: [['/*', '*/']], quotes: '"' }],
  [/\.(?:html?|xml|xhtml|svg|xaml|csproj)$/, markup],
];

/**
 * The lines of a file's comments, in their order: not what only looks like one within a string. None for a language
 * that is not known.
 */
export function commentLines(text: string, path: string): CommentLine[] {
  const base = (path.split('/').pop() ?? path).toLowerCase();
  const extension = /\.(\w+)$/.exec(base)?.[1] ?? '';
  if (/^(?:vue|svelte|astro)$/.test(extension))
    return [...linesIn(text, markup), ...linesIn(scriptsOnly(text, extension), scriptLexis)].sort(
      (a, b) => a.line - b.line,
    );
  // What stands in code there is an example.
  if (/^(?:md|mdx|markdown)$/.test(extension)) return linesIn(withoutCode(text), markup);
  const lexis = lexisOf(base, extension);
  return lexis ? linesIn(text, lexis) : [];
}

function lexisOf(base: string, extension: string): Lexis | undefined {
  if (/^[cm]?[jt]sx?$/.test(extension)) return scriptLexis;
  if (/^pyi?w?$/.test(extension)) return pythonLexis;
  if (/^(?:rb|rake|gemspec|ru)$/.test(extension) || /^(?:rakefile|gemfile)$/.test(base)) return rubyLexis;
  return rulesFor(extension)?.lexis ?? others.find(([name]) => name.test(base))?.[1];
}

/** What begins a comment or a line of it, and what ends one. */
const opening = /^\s*(?:\/\*+!?|\/\/+!?|<!--+|--\[\[|\{-|\(\*|<#|=begin\b|#+|--+|;+|%+|\*+(?!\/))?\s*/;
const closing = /\s*(?:\*+\/|--+>|\]\]|-\}|\*+\)|#>)\s*$/;

function linesIn(text: string, lexis: Lexis): CommentLine[] {
  const lines: CommentLine[] = [];
  let line = 1;
  let counted = 0;
  maskCode(text, lexis, (from, to) => {
    // `http://…`, `${#list}` and a fragment of an address are no comments.
    if (text[from] !== '\n' && /[^\s;,(){}[\]>'"`*/]/.test(text[from - 1] ?? '')) return;
    line += text.slice(counted, from).split('\n').length - 1;
    counted = from;
    for (const [at, own] of text.slice(from, to).split('\n').entries())
      lines.push({ line: line + at, text: own.replace(closing, '').replace(opening, '').trimEnd() });
  });
  return lines;
}

/** Markdown without its code, lines where they were. */
function withoutCode(text: string): string {
  const blank = (code: string) => code.replace(/[^\n]/g, ' ');
  return text
    .replace(/^ {0,3}(`{3,}|~{3,})[\s\S]*?(?:^ {0,3}\1[`~]*\s*$|(?![\s\S]))/gm, blank)
    .replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, blank);
}
