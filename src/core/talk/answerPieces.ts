import { placeOf, type CodePlace } from '../../base/codePlaces';

/** A piece of an answer: text as it stands, or what may be a place in code. */
export interface AnswerPiece {
  readonly text: string;
  readonly place?: CodePlace;
  /** What a link in the answer calls the place, where that is not the place itself. */
  readonly label?: string;
}

export interface AnswerPieces {
  /** Takes the next part of an answer; gives what is certain by now. */
  hear(part: string): AnswerPiece[];
  /** The rest, once the answer has ended. */
  end(): AnswerPiece[];
}

/** No more is held back than that, in characters. */
const longestHeld = 2_000;

const fenceHead = /^[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}|~{3,})/;
/** A line's beginning that may still become a fence. */
const maybeFence = /^[\s>]*(?:[-*+]\s*|\d+[.)]?\s*)?[`~]*$/;
/** A Markdown link, or its beginning, at the end of a text. */
const openLink = /\[[^\]\n]*(?:\](?:\([^)\n]*)?)?$/;

/**
 * Takes an answer in Markdown apart as it comes: words, code spans and links that may name places in code, and all
 * else. Joined again, the pieces are the answer; blocks of code stay whole. Only the last word is held back.
 */
export function createAnswerPieces(): AnswerPieces {
  let held = '';
  let fence = '';
  let isLineStart = true;

  const readLine = (line: string): AnswerPiece[] => {
    const mark = isLineStart ? fenceHead.exec(line)?.[1] : undefined;
    isLineStart = true;
    if (fence !== '') {
      if (mark?.startsWith(fence) && line.trimEnd().endsWith(mark)) fence = '';
      return [{ text: line }];
    }
    if (mark === undefined) return piecesOf(line);
    fence = mark;
    return [{ text: line }];
  };
  const readPart = (): AnswerPiece[] => {
    if (held.length > longestHeld) return take(held.length);
    if (fence !== '' || (isLineStart && (maybeFence.test(held) || fenceHead.test(held)))) return [];
    return take(safeEnd(held));
  };
  const take = (count: number): AnswerPiece[] => {
    if (count === 0) return [];
    const pieces = fence === '' ? piecesOf(held.slice(0, count)) : [{ text: held.slice(0, count) }];
    held = held.slice(count);
    isLineStart = false;
    return pieces;
  };
  return {
    hear(part) {
      held += part;
      const lines = held.split(/(?<=\n)/);
      held = lines.at(-1)?.endsWith('\n') ? '' : (lines.pop() ?? '');
      return [...lines.flatMap(readLine), ...readPart()];
    },
    end() {
      const rest = held;
      held = '';
      return rest === '' ? [] : readLine(rest);
    },
  };
}

/** Behind the last blank at which neither a code span nor a link is open. */
function safeEnd(text: string): number {
  for (let end = lastBlank(text, text.length); end > 0; end = lastBlank(text, end - 1)) {
    const before = text.slice(0, end);
    if ((before.match(/`/g)?.length ?? 0) % 2 === 0 && !openLink.test(before)) return end;
  }
  return 0;
}

function lastBlank(text: string, before: number): number {
  return Math.max(text.lastIndexOf(' ', before - 1), text.lastIndexOf('\t', before - 1)) + 1;
}

const parts =
  /(?<image>!?)\[(?<label>[^\]\n]{1,200})\]\(<?(?<target>[^()\s<>]{1,300})>?\)|(?<ticks>`+)(?<code>.+?)(?<!`)\k<ticks>(?!`)|(?<word>(?:(?!!?\[[^\]\n]*\]\()[^\s`])+)/g;

/** The pieces of Markdown in which no block of code stands. */
function piecesOf(text: string): AnswerPiece[] {
  const pieces: AnswerPiece[] = [];
  let from = 0;
  const add = (start: number, end: number, place: CodePlace, label?: string) => {
    if (start > from) pieces.push({ text: text.slice(from, start) });
    pieces.push({ text: text.slice(start, end), place, ...(label !== undefined && { label }) });
    from = end;
  };
  for (const match of text.matchAll(parts)) {
    const { image, label, target, code, word } = match.groups ?? {};
    const start = match.index;
    const end = start + match[0].length;
    if (target !== undefined) {
      const place = image === '' ? placeOf(decoded(target)) : undefined;
      if (place && isTelling(place, '.')) add(start, end, place, ownLabel(label ?? '', place));
    } else if (code !== undefined) {
      const place = placeOf(code);
      if (place && isTelling(place, '.')) add(start, end, place);
    } else if (word !== undefined) {
      const bare = word.replace(/^[("'*_[{<“‘]+/, '').replace(/[)"'*_\]}>,.;:!?”’]+$/, '');
      const place = bare === '' ? undefined : placeOf(bare);
      const at = start + word.indexOf(bare);
      if (place && isTelling(place, '/')) add(at, at + bare.length, place);
    }
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** What a link is called, unless that only names its file. */
function ownLabel(label: string, { path }: CodePlace): string | undefined {
  const said = placeOf(label.replace(/[`*_]/g, ''));
  return said && (path === said.path || path.endsWith(`/${said.path}`)) ? undefined : label;
}

/** Whether something is worth looking up: a line of what may be a file, or a name with an ending and this sign. */
function isTelling({ path, line }: CodePlace, sign: string): boolean {
  if (/\s{2}|[<>"|*?]/.test(path)) return false;
  return line === undefined ? path.includes(sign) && /[^./]\.[A-Za-z]\w{0,9}$/.test(path) : /\p{L}/u.test(path);
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}
