import { maskCode, type Lexis } from './maskCode';

/** A file's text made ready for outlining. Offsets count UTF-16 units; lines count from 0 here. */
export interface Source {
  readonly text: string;
  /** The text with comments and strings hidden; same offsets. */
  readonly masked: string;
  /** Offset of each line's start. */
  readonly starts: readonly number[];
  /** For the offset of an opening bracket, the offset of its closing one; -1 elsewhere. */
  readonly match: Int32Array;
  /** For each line, the offset of the innermost bracket that is open at its start; -1 at the top level. */
  readonly parent: Int32Array;
  /** For each line, how many curly brackets are open at its start. */
  readonly depth: Int32Array;
}

/**
 * Prepares a text. A closing bracket that fits none is passed over; one that fits an outer one closes the inner ones
 * too.
 */
export function createSource(text: string, lexis: Lexis): Source {
  const masked = maskCode(text, lexis);
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const match = new Int32Array(text.length).fill(-1);
  const parent = new Int32Array(starts.length).fill(-1);
  const depth = new Int32Array(starts.length);
  const open: number[] = [];
  let curly = 0;
  let line = 0;
  const closeTo = (index: number, at: number): void => {
    while (open.length > index) {
      const start = open.pop() ?? 0;
      match[start] = at;
      if (masked.charCodeAt(start) === 123) curly--;
    }
  };
  for (let at = 0; at < masked.length; at++) {
    const code = masked.charCodeAt(at);
    if (code === 10) {
      line++;
      parent[line] = open[open.length - 1] ?? -1;
      depth[line] = curly;
    } else if (code === 123 || code === 40 || code === 91) {
      if (code === 123) curly++;
      open.push(at);
    } else if (code === 125 || code === 41 || code === 93) {
      const wanted = code === 41 ? 40 : code - 2;
      let index = open.length - 1;
      while (index >= 0 && masked.charCodeAt(open[index] ?? 0) !== wanted) index--;
      if (index >= 0) closeTo(index, at);
    }
  }
  closeTo(0, Math.max(0, text.length - 1));
  return { text, masked, starts, match, parent, depth };
}

/** The line (from 0) that holds an offset. */
export function lineAt({ starts }: Source, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** One line of a source. */
export interface CodeLine {
  /** Zero-based. */
  readonly index: number;
  /** Offset of its first character. */
  readonly start: number;
  /** Its masked text. */
  readonly masked: string;
}

export function codeLine(source: Source, index: number): CodeLine {
  const start = source.starts[index] ?? 0;
  return { index, start, masked: source.masked.slice(start, lineEnd(source, index)) };
}

/** Offset of a line's end, its line break not included. */
export function lineEnd({ text, starts }: Source, line: number): number {
  const next = starts[line + 1];
  return next === undefined ? text.length : next - 1;
}

/** Where a declaration's head ends and its body begins. */
export interface Extent {
  /** Offset of the body's `{`; undefined when there is none. */
  readonly body?: number;
  /** Offset of the last character. */
  readonly end: number;
}

/** What may stand in a declaration's head. */
export interface HeadRules {
  /** Tells braces of the head by the text before them: of a type, of an initialiser. */
  readonly inner?: RegExp;
  /** How many lines a head may take; 60 when left out. */
  readonly limit?: number;
  /** Lines that begin another declaration, where no `;` need stand before them. */
  readonly next?: RegExp;
}

/** The extent of a declaration whose body is in braces: up to the body's end, or to a `;` when one comes first. */
export function bracedExtent(source: Source, from: number, { inner, limit = 60, next }: HeadRules): Extent {
  const { masked, match } = source;
  const stop = lineEnd(source, Math.min(source.starts.length - 1, lineAt(source, from) + limit));
  for (let at = from; at < stop; at++) {
    const char = masked[at] ?? '';
    const close = match[at] ?? -1;
    if (char === '{') {
      if (close < 0 || !inner?.test(masked.slice(Math.max(from, at - 40), at)))
        return { body: at, end: close < 0 ? stop : close };
      at = close;
    } else if (close >= 0) at = close;
    else if (char === ';') return { end: at };
    else if (char === '\n' && next?.test(masked.slice(at + 1, at + 3000))) return { end: at - 1 };
    else if (char === '}') return { end: at - 1 };
  }
  return { end: lineEnd(source, lineAt(source, from)) };
}
