import { escapePattern } from '../base/escapePattern';
import { outlineBraced } from './braced';
import { outlinePython, outlineRuby } from './indented';
import type { OutlineEntry } from './outlineEntry';
import { outlineJson, outlineMarkdown, outlinePlain } from './plain';
import { outlineScript } from './script';

export type { OutlineEntry } from './outlineEntry';

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

/** The script parts of a component file at their lines, all else blank. */
function scriptsOnly(text: string, extension: string): string {
  const parts = extension === 'astro' ? /^(---\r?\n)([\s\S]*?)(^---)/gm : /(<script\b[^>]*>)([\s\S]*?)(<\/script>)/g;
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ');
  let out = '';
  let from = 0;
  for (const found of text.matchAll(parts)) {
    const start = found.index + (found[1]?.length ?? 0);
    const end = start + (found[2]?.length ?? 0);
    out += blank(text.slice(from, start)) + text.slice(start, end);
    from = end;
  }
  return out + blank(text.slice(from));
}

/**
 * The lines (one-based, inclusive) of what is called `name`, its leading comment and decorators included; undefined
 * when nothing is. `Class.method` finds a method within a class. Where several have the name, the longest counts.
 */
export function symbolRange(text: string, path: string, name: string): { from: number; to: number } | undefined {
  const entries = outlineOf(text, path);
  const wanted = name
    .trim()
    .replace(/\(\)$/, '')
    .replace(/(?:#|::)/g, '.')
    .replace(/\.prototype\./, '.');
  let found = longest(entries.filter((entry) => entry.name.replace(/::/g, '.') === wanted));
  const dot = wanted.lastIndexOf('.');
  if (!found && dot > 0) {
    const owners = entries.filter(
      (entry) => entry.name === wanted.slice(0, dot) || entry.name.endsWith(`.${wanted.slice(0, dot)}`),
    );
    const last = wanted.slice(dot + 1);
    found =
      longest(
        entries.filter(
          (entry) =>
            bareName(entry.name) === last &&
            owners.some((owner) => owner !== entry && owner.line <= entry.line && entry.end <= owner.end),
        ),
      ) ??
      longest(
        entries.filter(
          (entry) =>
            bareName(entry.name) === last &&
            new RegExp(`\\b${escapePattern(wanted.slice(0, dot))}\\.(?:prototype\\.)?${escapePattern(last)}\\b`).test(
              entry.signature,
            ),
        ),
      );
  }
  found ??= longest(entries.filter((entry) => bareName(entry.name) === bareName(wanted) && dot < 0));
  if (!found) return undefined;
  return { from: withLeadingComment(text.split('\n'), found.line), to: found.end };
}

function bareName(name: string): string {
  return name.replace(/^#/, '').replace(/^.*\./, '');
}

function longest(entries: readonly OutlineEntry[]): OutlineEntry | undefined {
  return entries.reduce<OutlineEntry | undefined>(
    (best, entry) => (best && best.end - best.line >= entry.end - entry.line ? best : entry),
    undefined,
  );
}

/** The first line of the comment, decorators or attributes right above a line (both one-based). */
function withLeadingComment(lines: readonly string[], line: number): number {
  let first = line;
  while (first > 1) {
    const above = (lines[first - 2] ?? '').trim();
    if (
      /^(?:\/\/|\*|\/\*|#(?!\s*(?:include|define|if|endif|else|pragma|import|undef)\b)|@\w|--\s|\[\w[^\]]*\]$|<!--)/.test(
        above,
      ) ||
      above.endsWith('*/')
    )
      first--;
    else break;
  }
  return first;
}

/**
 * An outline as text, a line for each entry: `12-40 export function validate(email): boolean`, indented by nesting.
 * When there are more entries than `maxLines`, those that `keep` matches stay with what holds them, then the outer and
 * larger ones; a last line says how many are left out.
 */
export function renderOutline(
  entries: readonly OutlineEntry[],
  options: { readonly maxLines: number; readonly keep?: RegExp },
): string {
  const sorted = [...entries].sort((a, b) => a.line - b.line || b.end - a.end);
  const parents: number[] = [];
  const open: number[] = [];
  for (const [at, entry] of sorted.entries()) {
    while (open.length > 0 && (sorted[open[open.length - 1] ?? 0]?.end ?? 0) < entry.end) open.pop();
    while (open.length > 0 && (sorted[open[open.length - 1] ?? 0]?.end ?? 0) < entry.line) open.pop();
    parents.push(open[open.length - 1] ?? -1);
    open.push(at);
  }
  const depthOf = (at: number): number => ((parents[at] ?? -1) < 0 ? 0 : 1 + depthOf(parents[at] ?? -1));
  const shown =
    sorted.length <= options.maxLines ? sorted.map((_, at) => at) : choose(sorted, parents, depthOf, options);
  const lines = shown.map((at) => {
    const { line, end, signature } = sorted[at]!;
    return `${'  '.repeat(Math.min(depthOf(at), 6))}${end > line ? `${line}-${end}` : line} ${signature}`;
  });
  if (shown.length < sorted.length) lines.push(`… ${sorted.length - shown.length} more entries left out`);
  return lines.join('\n');
}

function choose(
  sorted: readonly OutlineEntry[],
  parents: readonly number[],
  depthOf: (at: number) => number,
  { maxLines, keep }: { readonly maxLines: number; readonly keep?: RegExp },
): number[] {
  const chosen = new Set<number>();
  const add = (at: number): void => {
    const chain: number[] = [];
    for (let here = at; here >= 0 && !chosen.has(here); here = parents[here] ?? -1) chain.push(here);
    if (chosen.size + chain.length <= maxLines) for (const each of chain) chosen.add(each);
  };
  // A global or sticky pattern remembers where it stopped.
  const wanted = keep && new RegExp(keep.source, keep.flags.replace(/[gy]/g, ''));
  if (wanted) for (const [at, entry] of sorted.entries()) if (wanted.test(`${entry.name} ${entry.signature}`)) add(at);
  const small = (at: number): number => (sorted[at]?.kind === 'const' && sorted[at]?.line === sorted[at]?.end ? 1 : 0);
  const size = (at: number): number => (sorted[at]?.end ?? 0) - (sorted[at]?.line ?? 0);
  const rest = sorted.map((_, at) => at).filter((at) => !chosen.has(at));
  for (const at of rest.sort((a, b) => depthOf(a) - depthOf(b) || small(a) - small(b) || size(b) - size(a))) {
    if (chosen.size >= maxLines) break;
    add(at);
  }
  return [...chosen].sort((a, b) => a - b);
}
