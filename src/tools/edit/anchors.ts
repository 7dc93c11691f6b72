import { indentOf, plainPunctuation } from './lineKeys';

/** A stretch of lines, from the first index to before the last. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Where the places may be that stand under anchors: `near` as indentation alone tells it; `far` past lines that stand
 * at the margin for other reasons.
 */
export interface Stretches {
  readonly near: readonly Stretch[];
  readonly far: readonly Stretch[];
}

/** What stands after `@@`, without line numbers and dots, which say nothing of the place. */
export function anchorOf(line: string): string {
  const text = line
    .replace(/^@@+\s?/, '')
    .replace(/^-\d+(?:,\d+)?(?: \+\d+(?:,\d+)?)?(?: ?@@+)?\s?/, '')
    .replace(/\s*@@+\s*$/, '')
    .trimEnd();
  return /^\s*(?:(?:\.{3}|…)|(?:lines? )?\d+(?:\s*[-,]\s*\d+)?)\s*$/i.test(text) ? '' : text;
}

/**
 * Where the places may be that stand under a patch's anchors (`@@ class A`, `@@ def f`; outermost first): from the
 * anchor's line to the end of what is indented below it, or to the end of what is around it when nothing is. The anchor
 * that is not in the text, where there is one.
 */
export function stretchesUnder(
  lines: readonly string[],
  anchors: readonly string[],
): Stretches | { readonly unknown: string } {
  let near: readonly Stretch[] = [{ from: 0, to: lines.length }];
  let far = near;
  for (const anchor of anchors) {
    near = headsIn(lines, far, anchor).map((at) => ({ from: at, to: endBelow(lines, at, mostOf(far, at), false) }));
    if (near.length === 0) return { unknown: anchor };
    far = near.map(({ from }) => ({ from, to: endBelow(lines, from, mostOf(far, from), true) }));
  }
  return { near, far };
}

/**
 * The lines that an anchor names: the whole line, else a part of it that cuts no word; at last with quotes and blanks
 * made plain.
 */
function headsIn(lines: readonly string[], stretches: readonly Stretch[], anchor: string): number[] {
  const wanted = anchor.trim();
  const within = stretches.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at));
  const all = [...new Set(within)];
  const exact = all.filter((at) => lines[at]?.trim() === wanted);
  if (exact.length > 0 || wanted.length < 4) return exact;
  const part = all.filter((at) => holdsPhrase(lines[at] ?? '', wanted));
  if (part.length > 0) return part;
  const plain = (text: string): string => plainPunctuation(text).replace(/\s+/g, ' ').trim();
  const key = plain(wanted);
  return all.filter((at) => holdsPhrase(plain(lines[at] ?? ''), key));
}

/** Whether a line holds a text without cutting a word at its ends. */
function holdsPhrase(line: string, text: string): boolean {
  for (let at = line.indexOf(text); at !== -1; at = line.indexOf(text, at + 1))
    if (!cutsWord(line, at, text.length)) return true;
  return false;
}

/** Whether a part of a line begins or ends within a word. */
export function cutsWord(line: string, start: number, length: number): boolean {
  const isWord = (sign: string | undefined): boolean => sign !== undefined && /[\p{L}\p{N}\p{M}_$]/u.test(sign);
  const end = start + length;
  return (isWord(line[start - 1]) && isWord(line[start])) || (isWord(line[end - 1]) && isWord(line[end]));
}

function mostOf(stretches: readonly Stretch[], line: number): number {
  return Math.max(...stretches.filter(({ from, to }) => from <= line && line < to).map(({ to }) => to));
}

/**
 * The end of what is indented deeper than a line, the line that closes it included. `far`: past what only happens to
 * stand at the margin.
 */
function endBelow(lines: readonly string[], line: number, most: number, far: boolean): number {
  const depth = indentOf(lines[line] ?? '').length;
  const isDeeper = (at: number): boolean => indentOf(lines[at] ?? '').length > depth;
  const skipped = far ? atMarginBy(lines, line, most) : undefined;
  const next = (from: number): number => {
    let at = from;
    while (at < most && ((lines[at] ?? '').trim() === '' || skipped?.has(at))) at++;
    return at;
  };
  let at = next(line + 1);
  if (at >= most || !isDeeper(at)) return most;
  while (at < most) {
    if (!isDeeper(at)) {
      // `): void {`, `} else {`: what is below goes on.
      if (!/^(?:[)\]}]|end\b)/.test((lines[at] ?? '').trim())) return at;
      const after = next(at + 1);
      if (after >= most || !isDeeper(after)) return at + 1;
    }
    at = next(at + 1);
  }
  return most;
}

/**
 * Lines that stand at the margin wherever they belong: text within `"""`, `'''`, template strings and comments,
 * preprocessor lines, comments, labels.
 */
function atMarginBy(lines: readonly string[], from: number, to: number): Set<number> {
  const found = new Set<number>();
  let open = '';
  for (let at = from; at < to; at++) {
    const line = lines[at] ?? '';
    const isInside = open !== '';
    open = openAfter(line, open);
    if (isInside || /^\s*(?:#|\/\/|--(?!-)|\w+:\s*$)/.test(line)) found.add(at);
  }
  return found;
}

const longText = /"""|'''|`|\/\*/g;
const closers: Readonly<Record<string, string>> = { '"""': '"""', "'''": "'''", '`': '`', '/*': '*/' };

/** What a text that goes over several lines is closed by, where one is open after a line; empty where none is. */
function openAfter(line: string, before: string): string {
  let open = before;
  let at = 0;
  for (;;) {
    if (open !== '') {
      const end = line.indexOf(open, at);
      if (end === -1) return open;
      at = end + open.length;
      open = '';
    }
    longText.lastIndex = at;
    const begun = longText.exec(line);
    if (!begun) return '';
    open = closers[begun[0]] ?? '';
    at = begun.index + begun[0].length;
  }
}
