import type { FileText } from '../../contracts/files';
import type { Workplace } from '../workplace';
import { isCancelled, throwIfCancelled } from '../../base/errors';
import { outlineOf, renderOutline, type OutlineEntry } from '../../base/outline';
import type { RelevantFile } from './relevance';
import type { Shown } from './shown';
import { linesOf, showLines } from './showText';
import { stem, type Terms } from './terms';

const smallFile = 60;
const longestBody = 90;
const fewFiles = 25;
const sourceCode = /\.([cm]?[jt]sx?|py|rb|go|rs|java|kt|cs|php|swift|c|h|cpp|hpp|vue|svelte)$/;

interface Opened {
  readonly file: FileText;
  readonly lines: number;
  readonly outline: OutlineEntry[];
}

/**
 * What the goal seems to be about: small files whole; of larger ones the outline and the bodies of the symbols that the
 * goal names, followed one hop (what those call). Stays within `maxChars`.
 */
export async function showRelevantFiles(ranked: readonly RelevantFile[], all: readonly string[], terms: Terms, place: Workplace, shown: Shown, maxChars: number, signal: AbortSignal): Promise<string> {
  const best = ranked[0]?.score ?? 0;
  const telling = ranked.filter((file) => file.score >= best * 0.15).slice(0, 7).map(({ path }) => path);
  // A project of a few small files is shown whole: that costs less than a look.
  const rest = all.length <= fewFiles ? all.filter((path) => sourceCode.test(path) && !telling.includes(path)) : [];
  const chosen = [...telling, ...rest];
  const opened = (await Promise.all(chosen.map((path) => open(path, place)))).filter((item) => item !== undefined);
  throwIfCancelled(signal);

  const parts: string[] = [];
  let left = maxChars;
  const take = (text: string): boolean => {
    if (text.length > left) return false;
    parts.push(text);
    left -= text.length + 2;
    return true;
  };

  const matches = matcher(terms);
  const bodies: { text: string; owner: Opened }[] = [];
  opened.forEach((item, rank) => {
    const { file, lines, outline } = item;
    if (lines <= smallFile) {
      if (file.text.length < left) take(showLines(file, 1, lines, shown, left));
      return;
    }
    if (rank >= telling.length) return;
    shown.know(file.path, file.hash);
    const rows = rank === 0 ? 60 : rank < 3 ? 30 : 12;
    take(`### ${file.path}, ${lines} lines; outline\n${renderOutline(outline, { maxLines: rows, keep: terms.names.length + terms.words.length > 0 ? keepPattern(terms) : undefined })}`);
    for (const entry of outline.filter((entry) => matches(entry.name) && entry.end - entry.line < longestBody).slice(0, 3)) {
      if (shown.covers(file.path, entry.line)) continue;
      const text = showLines(file, entry.line, entry.end, shown, Math.min(left, 4500));
      if (take(text)) bodies.push({ text, owner: item });
    }
  });
  for (const text of oneHop(bodies, opened, shown)) if (left < 1200 || !take(text)) break;
  return parts.join('\n\n');
}

async function open(path: string, place: Workplace): Promise<Opened | undefined> {
  try {
    const file = await place.files.read(path);
    if (file.text.length > 400_000) return undefined;
    return { file, lines: linesOf(file.text).length, outline: outlineOf(file.text, path) };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return undefined; // binary, huge or gone: the brief does without
  }
}

function matcher(terms: Terms): (name: string) => boolean {
  const wanted = new Set([...terms.names, ...terms.words].flatMap((term) => [term.toLowerCase(), term.toLowerCase().split('.').at(-1) ?? '']));
  return (name) => wanted.has(name.toLowerCase()) || wanted.has(name.toLowerCase().split('.').at(-1) ?? '');
}

function keepPattern(terms: Terms): RegExp {
  const words = [...terms.names, ...terms.words.map(stem)].filter((word) => word.length > 2);
  return new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'i');
}

/** Short bodies of what the shown bodies call and nobody has shown yet. */
function oneHop(bodies: readonly { text: string; owner: Opened }[], opened: readonly Opened[], shown: Shown): string[] {
  const out: string[] = [];
  for (const { text, owner } of bodies) {
    const called = new Set([...text.matchAll(/(?:\b(?:this|self)\.)?\b([A-Za-z_$][\w$]{2,})\s*\(/g)].map((match) => match[1] ?? ''));
    for (const item of [owner, ...opened.filter((other) => other !== owner)]) {
      for (const entry of item.outline) {
        const name = entry.name.split('.').at(-1) ?? '';
        if (!called.has(name) || entry.end - entry.line > 30 || entry.end === entry.line || shown.covers(item.file.path, entry.line)) continue;
        called.delete(name);
        out.push(showLines(item.file, entry.line, entry.end, shown, 1600));
        if (out.length >= 4) return out;
      }
    }
  }
  return out;
}
