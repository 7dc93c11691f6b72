import { escapePattern } from '../base/escapePattern';
import { withLeadingComment } from './leadingComment';
import type { OutlineEntry } from './outlineEntry';

/**
 * The lines (one-based, inclusive) of what is called `name` in a text with these entries, its leading comment and
 * decorators included; undefined when nothing is. `Class.method` finds a method within a class. Where several have the
 * name, the longest counts.
 */
export function symbolRange(
  text: string,
  entries: readonly OutlineEntry[],
  name: string,
): { from: number; to: number } | undefined {
  const wanted = name
    .trim()
    .replace(/\(\)$/, '')
    .replace(/^(?:this|self)\./, '')
    .replace(/^#/, '')
    .replace(/\.#|#|::/g, '.')
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
