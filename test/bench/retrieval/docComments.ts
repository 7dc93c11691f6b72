import { escapePattern } from '../../../src/base/escapePattern';
import type { OutlineEntry } from '../../../src/outlines/outlineEntry';

/** A function's doc comment: its lines, one-based and inclusive, and what it says. */
export interface Doc {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The doc comment of a function; undefined without one. Only comments on lines of their own count. */
export function docOf(lines: readonly string[], entry: OutlineEntry, path: string): Doc | undefined {
  return /\.pyi?$/.test(path)
    ? docString(lines, entry)
    : docAbove(lines, entry, /\.(?:go|rs|cs|swift|dart)$/.test(path));
}

function docAbove(lines: readonly string[], { line }: OutlineEntry, byLines: boolean): Doc | undefined {
  let to = line - 1;
  while (/^\s*(?:@\w|#\[|\[\w)/.test(lines[to - 1] ?? '')) to--;
  let from = to + 1;
  const isPart = (text: string) => (byLines ? /^\s*\/\//.test(text) : /^\s*(?:\/\*\*|\*)/.test(text));
  while (from > 1 && isPart(lines[from - 2] ?? '') && !/^\s*\/\*\*/.test(lines[from - 1] ?? '')) from--;
  if (from > to || (!byLines && !/^\s*\/\*\*/.test(lines[from - 1] ?? ''))) return undefined;
  const text = lines
    .slice(from - 1, to)
    .map((each) => each.replace(/^\s*(?:\/\*\*|\*\/|\*|\/{2,3}!?)\s?|\*\/\s*$/g, ''));
  return { from, to, text: text.join('\n') };
}

/** Of Python, the string that a function begins with. Undefined where nothing else is in it. */
function docString(lines: readonly string[], { line, end }: OutlineEntry): Doc | undefined {
  const text = lines.slice(line - 1, end).join('\n');
  const [all = '', before = '', , said] =
    /^((?:\s*@.*\n)*\s*(?:async\s+)?def\s+\w+\s*\((?:[^()]|\([^()]*\))*\)[^:\n]*:\s*\n)\s*[ru]?("""|''')([\s\S]*?)\2[^\n]*/i.exec(
      text,
    ) ?? [];
  if (said === undefined || text.slice(all.length).trim() === '') return undefined;
  const from = line + before.split('\n').length - 1;
  return { from, to: line + all.split('\n').length - 1, text: said };
}

const fewestWords = 4;
const mostWords = 40;

/**
 * The first sentence of a doc comment, of the summary where it begins with tags. Undefined for what tells nothing of
 * its own: a few words, a deprecation. A name of the function that a comment begins with, as Go's do, is left out.
 */
export function firstSentence(doc: string, name: string): string | undefined {
  const [, tagged] = /^\s*@[\s\S]*?@(?:summary|description)\s+([\s\S]*)$/.exec(doc) ?? [];
  const [paragraph = ''] = (tagged ?? doc).trim().split(/\n\s*\n|\n\s*@/);
  const text = paragraph
    .replace(/\{@\w+\s+([^}|]*)(?:\|[^}]*)?\}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  const [, sentence = text] = /^(.*?[\p{L}\p{N})`'"]{2}[.!?:])(?:\s|$)/u.exec(text) ?? [];
  const bare = name.split('.').at(-1) ?? name;
  const said = sentence.replace(new RegExp(`^[\`*]*[\\w.]*\\b${escapePattern(bare)}(?:\\(\\))?[\`*]*\\s+`), '');
  const words = said.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  if (words < fewestWords || words > mostWords || /^@|deprecated|eslint-|^todo\b|https?:/i.test(said)) return undefined;
  return said;
}
