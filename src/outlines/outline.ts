import { outlineBraced } from './braced';
import { outlinePython, outlineRuby } from './indented';
import type { OutlineEntry } from './outlineEntry';
import { outlineJson, outlineMarkdown, outlinePlain } from './plain';
import { outlineScript } from './script';
import { scriptsOnly } from './scriptsOnly';

/**
 * What a file holds, by its text and its path. Never fails: what cannot be outlined holds nothing. The real one reads
 * syntax trees, in a thread of its own.
 */
export type Outline = (text: string, path: string) => Promise<OutlineEntry[]>;

/** By patterns, at once: where no grammars are at hand. */
export const outlineByPatterns: Outline = async (text, path) => outlineOf(text, path);

/** A text above this size (in UTF-16 units) has no outline: it is data or generated code. */
const largest = 4_000_000;

/**
 * What a file holds, in the order of its lines: an entry for each thing with a name. Works by small patterns for each
 * language over text whose strings and comments are hidden, so it needs no parser and never fails; text of no known
 * language gives what stands unindented.
 */
export function outlineOf(text: string, path: string): OutlineEntry[] {
  if (text.length > largest) return [];
  const base = path.split('/').pop() ?? path;
  const extension = /\.(\w+)$/.exec(base)?.[1]?.toLowerCase() ?? '';
  if (/^[cm]?[jt]sx?$/.test(extension)) return outlineScript(text);
  if (/^(?:vue|svelte|astro)$/.test(extension)) return outlineScript(scriptsOnly(text, extension));
  if (/^pyi?w?$/.test(extension)) return outlinePython(text);
  if (/^(?:rb|rake|gemspec|ru)$/.test(extension) || /^(?:Rakefile|Gemfile)$/.test(base)) return outlineRuby(text);
  if (/^(?:md|mdx|markdown)$/.test(extension)) return outlineMarkdown(text);
  if (/^(?:json|jsonc|json5|webmanifest|code-workspace)$/.test(extension)) return outlineJson(text);
  return outlineBraced(text, extension) ?? outlinePlain(text, extension, base);
}
